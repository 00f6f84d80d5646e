"""Who follows whom. The movement of the whole service is read here."""

from __future__ import annotations

from wayhome.flow import followers as f

WIRING: dict[str, tuple[f.Follower, ...]] = {
    "report.received": (f.start_report_clocks, f.take_over_report),
    "sighting.received": (f.take_over_sighting, f.start_tip_clock),
    "glass.broken": (f.start_glass_clock,),
    "glass.reviewed": (f.stop_glass_clock,),
    "episode.opened": (f.suggest_risk, f.publish_record, f.begin_alert_asked),
    "episode.located": (f.publish_record,),
    "episode.reopened": (f.publish_record,),
    "facts.added": (f.publish_record,),
    "risk.decided": (f.publish_record,),  # its answers are facts
    "report.joined": (f.suggest_risk, f.publish_record, f.begin_alert_asked),
    "unidentified.recorded": (f.publish_unidentified,),
    "unidentified.described": (f.publish_unidentified,),
    "record.published": (f.find_candidates,),
    "match.judged": (f.rank_judged,),
    "pair.excluded": (f.rank_excluded,),
    "exclusion.revoked": (f.rank_excluded,),
    "edition.due": (f.release_edition,),
    "edition.live": (f.start_appeal_clock,),
    "edition.written": (f.read_back_edition,),
    "edition.withdrawn": (f.read_back_edition,),
    "episode.found": (f.publish_record,),
    "episode.closed": (f.publish_record,),
}
