"""Tables (SQLAlchemy, portable types) and the store that opens them.

Importing this package registers every table: a new file of tables is one more line here.
"""

from app.models import audit as audit
from app.models import clinic as clinic
from app.models import clinic_documents as clinic_documents
from app.models import consents as consents
from app.models import disclosures as disclosures
from app.models import documents as documents
from app.models import incidents as incidents
from app.models import library as library
from app.models import patients as patients
from app.models import policies as policies
from app.models import registers as registers
from app.models import retention as retention
from app.models import reviews as reviews
from app.models import rights as rights
from app.models import settings as settings
from app.models import staff as staff
from app.models import submissions as submissions
from app.models import visits as visits
