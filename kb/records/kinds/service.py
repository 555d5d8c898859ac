"""A service to which a person can be sent."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record
from kb.records.kinds.service_lists import (
    FEES,
    NETWORKS,
    OFFERS,
    RECEPTION_MODES,
    REFERRAL_MODES,
    REFERRERS,
    SATURATIONS,
    SERVICE_FORMS,
    SERVICE_PUBLICS,
    TOPICS,
)
from kb.records.lists import SERVICE_TYPES, TERRITORIES

OLDEST = 120  # years


class Service(Record):
    """A service to which a person can be sent: what data·inclusion v1 tells of one, and what this field adds.

    `date` is the day of the last update, `organisation` the structure. Publics stand under the welcome that they get:
    without condition (`welcomed`), before others (`preferred`), alone (`exclusive`). Whoever it is not open to see is
    said by `diffusion`. Whether it is open, saturated or stale is worked out when it is read (kb/directory).
    """

    prefix: ClassVar[str] = "SRV"
    label: ClassVar[str] = "Dispositif"
    indefinite: ClassVar[str] = "un dispositif"
    review: ClassVar[Literal["full", "one", "none"]] = "none"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "watcher"})
    subtype: ClassVar[str] = "service_type"
    said: ClassVar[str] = "service|dispositif|dispositifs|structure"

    kind: Literal["service"] = "service"
    service_type: str = field.choice("Type de dispositif", SERVICE_TYPES, "autre")
    form: str = field.choice("Type de service", SERVICE_FORMS)
    offers: tuple[str, ...] = field.codes("Ce qu’on y trouve", OFFERS, singular="Ce qu’on y trouve")
    topics: tuple[str, ...] = field.codes("Thématiques", TOPICS, compared=False)

    welcomed: tuple[str, ...] = field.codes("Accueil inconditionnel", SERVICE_PUBLICS)
    preferred: tuple[str, ...] = field.codes("Accueil préférentiel", SERVICE_PUBLICS)
    exclusive: tuple[str, ...] = field.codes("Accueil exclusif", SERVICE_PUBLICS)
    publics_note: str = field.line("Précisions sur le public")
    age_from: int | None = field.number("Âge, à partir de", least=0, most=OLDEST)
    age_to: int | None = field.number("Âge, jusqu’à", least=0, most=OLDEST)
    zone: tuple[str, ...] = field.codes("Zone d’éligibilité", TERRITORIES, compared=False)

    address: str = field.line("Adresse")
    address_more: str = field.line("Complément d’adresse")
    postcode: str = field.line("Code postal", protected=False)
    town: str = field.line("Commune", protected=False)
    insee: str = field.line("Code INSEE", place="", asked=False, protected=False)
    latitude: str = field.line("Latitude", place="", asked=False, protected=False)
    longitude: str = field.line("Longitude", place="", asked=False, protected=False)
    phone: str = field.line("Téléphone")
    email: str = field.line("Courriel", protected=False)
    website: str = field.line("Site", protected=False)
    contact: str = field.line("Personne à contacter", asked=False)

    opening_hours: str = field.hours("Horaires")
    hours_note: str = field.line("Précisions sur les horaires")
    night: bool = field.flag("Accueil de nuit", place="card")
    closed_from: str = field.date("Fermé du")
    closed_to: str = field.date("Fermé jusqu’au")
    closed_note: str = field.line("Motif de la fermeture")
    saturation: str = field.choice("Saturation", SATURATIONS)
    saturation_on: str = field.date("Saturation constatée le")
    saturation_note: str = field.line("Précisions sur la saturation")

    fee: str = field.choice("Frais", FEES)
    fee_note: str = field.line("Précisions sur les frais")
    reception: tuple[str, ...] = field.codes("Modes d’accueil", RECEPTION_MODES, compared=False)
    referral_modes: tuple[str, ...] = field.codes("Modes de mobilisation", REFERRAL_MODES, compared=False)
    referred_by: tuple[str, ...] = field.codes("Mobilisable par", REFERRERS, compared=False)
    referral_link: str = field.line("Lien de mobilisation", protected=False)
    weekly_hours: str = field.line("Heures par semaine", asked=False, protected=False)
    weeks: int | None = field.number("Nombre de semaines", least=1, asked=False)

    networks: tuple[str, ...] = field.codes("Réseaux porteurs", NETWORKS, compared=False)
    siret: str = field.line("SIRET", protected=False)
    verified_by: str = field.line("Vérifié par")
    accessibility: str = field.line("Accessibilité du lieu", asked=False, protected=False)
    source_link: str = field.line("Fiche du producteur", asked=False, protected=False)
    exchange_source: str = field.line("Producteur", place="", asked=False, protected=False)
    exchange_id: str = field.line("Identifiant d’échange", place="", asked=False, protected=False)
    exchange_structure: str = field.line("Identifiant de la structure", place="", asked=False, protected=False)

    description: str = field.text("Description")
    access: str = field.text("Conditions d’accès")
    referral: str = field.text("Comment orienter")
    structure_description: str = field.text("La structure", asked=False)
