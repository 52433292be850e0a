"""The cast: who signs in, for which agency, in which roles. Every name is invented."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "umbrella-canal-forty-two-otters"


@dataclass(frozen=True, slots=True)
class Persona:
    """A member of the cast."""

    name: str
    agency: str
    team: str | None
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.name.split()[0].lower()}@{self.agency.lower()}.example"


CAST = {
    "mash_outreach": Persona("Dee Marlowe", "MASH", "outreach", ("outreach_worker",)),
    "mash_caseworker": Persona("Ines Duarte", "MASH", "casework", ("caseworker",)),
    "mash_manager": Persona("Joan Petrie", "MASH", "casework", ("agency_manager",)),
    "mash_auditor": Persona("Olu Adeyemi", "MASH", None, ("auditor",)),
    "mash_protection": Persona("Grace Obi", "MASH", None, ("data_protection_lead",)),
    "num_isva": Persona("Robin Achebe", "NUM", "isva", ("isva",)),
    "num_caseworker": Persona("Mel Hart", "NUM", "casework", ("caseworker",)),
    "num_manager": Persona("Priya Nair", "NUM", "isva", ("agency_manager",)),
    "num_protection": Persona("Kamal Rees", "NUM", None, ("data_protection_lead",)),
    "tmr_outreach": Persona("Femi Cole", "TMR", "outreach", ("outreach_worker",)),
    "lifeshare_caseworker": Persona("Tola Bright", "LIFESHARE", "casework", ("caseworker",)),
    "gmp_liaison": Persona("Lena Marsh", "GMP", "liaison", ("police_liaison",)),
    "gmp_representative": Persona("Carl Voss", "GMP", None, ("member_representative",)),
    "mcc_chair": Persona("Amara Bell", "MCC", None, ("forum_chair",)),
    "mcc_coordinator": Persona("Sam Whitlock", "MCC", None, ("forum_coordinator",)),
    "num_lead": Persona("Bea Lang", "NUM", None, ("group_lead",)),
    "mash_member": Persona("Ruby Stone", "MASH", None, ("member_representative",)),
    "tmr_lived": Persona("Jude Frost", "TMR", None, ("lived_experience_representative",)),
    "lgbtf_administrator": Persona("Noor Aziz", "LGBTF", None, ("administrator",)),
}
