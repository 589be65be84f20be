"""English words for the codes of stored evaluations, as the catalogues know them."""

from __future__ import annotations


def marked(text: str) -> str:
    """The text itself; the name tells the extraction that it belongs into the catalogues."""
    return text


LABELS = {
    "kind.justification": marked("Justification of the evaluation"),
    "kind.debrief": marked("Debriefing of a tenderer"),
    "kind.art84Annex": marked("Annex to the individual report"),
    "band.official": marked("Official evaluation"),
    "band.demonstration": marked("Demonstration: never an award"),
    "band.trial": marked("Trial evaluation: never an award"),
    "bandLong.demonstration": marked(
        "Demonstration of an official evaluation: the clock was set by hand. Never an award."
    ),
    "bandLong.trial": marked(
        "Trial evaluation: never an award. No published and frozen weight profile stands behind it."
    ),
    "status.complete": marked("complete: every tender has a total"),
    "status.incomplete": marked(
        "incomplete: at least one tender cannot be scored on a criterion; ranks are provisional"
    ),
    "severity.block": marked("block"),
    "severity.warn": marked("warning"),
    "severity.inform": marked("information"),
    "limitKind.hardLaw": marked("hard law"),
    "limitKind.guardrail": marked("caution value"),
    "limitKind.structural": marked("form"),
    "limitKind.data": marked("data"),
    "policy.zero": marked("no points"),
    "policy.clarify": marked("the tenderer is asked; total and rank stay open"),
    "policy.reject": marked("a person decides on the tender; nothing is rejected automatically"),
    "evidence.none": marked("none"),
    "evidence.claimed": marked("claimed, not yet verified"),
    "evidence.verified": marked("verified"),
    "evidence.refused": marked("refused"),
    "evidence.platform": marked("kept by the platform"),
    "exclusion.excluded": marked("excluded"),
    "exclusion.withdrawn": marked("withdrawn"),
    "grade.A": marked("A: the carrier's own figures, measured and verified"),
    "grade.B": marked("B: the carrier's own figures, measured and documented"),
    "grade.C": marked("C: modelled figures"),
    "grade.D": marked("D: declared chain, default values of intensity"),
    "grade.E": marked("E: the chain, or part of it, was assumed by the published default"),
    "criterion.price": marked("Price"),
    "criterion.cost": marked("Cost"),
    "criterion.quality": marked("Quality"),
    "criterion.lots": marked("lots drawn outside the software"),
    "better.price": marked("its price is better on the published scale"),
    "better.cost": marked("its cost is better on the published scale"),
    "better": marked("its result is better on the published scale"),
    "unit.d": marked("days"),
    "unit.h": marked("hours"),
    "unit.points of 100": marked("points of 100"),
    "mode.road": marked("road"),
    "mode.rail": marked("rail"),
    "mode.sea": marked("sea"),
    "mode.air": marked("air"),
    "mode.inlandWaterway": marked("inland waterway"),
    "mode.hub": marked("hub"),
    "contract.supplies": marked("supplies"),
    "contract.services": marked("services"),
    "contract.works": marked("works"),
    "withheld.otherTenders": marked("Names, points and data of the other tenderers that were not selected"),
    "withheld.winnersData": marked(
        "The selected tender's data behind its points: sites, chains, stocks, evidence and declared values"
    ),
    "withheld.otherIdentifiers": marked("Identifiers of the other tenders, and hashes that could be guessed from them"),
    "withheld.winnerForAdmissible": marked("Name, points and advantages of the selected tender"),
    "ground.otherTenders": marked(
        "Article 55(3): their release would prejudice the legitimate commercial interests of an economic operator and "
        "might prejudice fair competition."
    ),
    "ground.winnersData": marked(
        "Article 55(3), with Article 21(1): information that the tenderer forwarded as confidential; what counts for "
        "the comparison is given as points and in words."
    ),
    "ground.otherIdentifiers": marked("Article 55(3): salted commitments stand in their place, see the last section."),
    "ground.winnerForAdmissible": marked("Article 55(2)(c): it is for tenderers that have made an admissible tender."),
    "letter.a": marked("Contracting authority, subject-matter and value of the contract"),
    "letter.b": marked("Tenders scored, excluded or withdrawn, with the reasons"),
    "letter.c": marked("Rejection of tenders found to be abnormally low"),
    "letter.d": marked("Name of the successful tenderer and reasons why its tender was selected"),
    "letter.e": marked("Circumstances that justify the use of a negotiated procedure or a dialogue"),
    "letter.f": marked("Circumstances that justify a negotiated procedure without prior publication"),
    "letter.g": marked("Reasons why no contract was awarded"),
    "letter.h": marked("Reasons for means of communication other than electronic ones"),
    "letter.i": marked("Conflicts of interest detected and the measures taken"),
}
