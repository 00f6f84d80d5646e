"""The seal process: reads the ledger, adds seals, and can do nothing else."""

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = "the-sealer-signs-with-a-key-of-its-own"  # noqa: S105
SIGNS_NOTHING = True
DATABASES = common.database("WAYHOME_SEAL_DATABASE_URL")
INSTALLED_APPS = ["wayhome.ledger"]
