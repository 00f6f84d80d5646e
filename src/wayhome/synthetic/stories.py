"""The door of this room: whole invented stories, from the first call to the return."""

from wayhome.synthetic.cast import demonstration
from wayhome.synthetic.episodes import Ending, InventedEpisode, episodes_in_a_year, invent_episode
from wayhome.synthetic.staging import CastEpisode, Demonstration, InventedOfficer, InventedSighting, Stage
from wayhome.synthetic.unidentified import InventedUnidentified, describe, invent_unidentified

__all__ = [
    "CastEpisode",
    "Demonstration",
    "Ending",
    "InventedEpisode",
    "InventedOfficer",
    "InventedSighting",
    "InventedUnidentified",
    "Stage",
    "demonstration",
    "describe",
    "episodes_in_a_year",
    "invent_episode",
    "invent_unidentified",
]
