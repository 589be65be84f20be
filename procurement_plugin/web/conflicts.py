"""Kinds of problem with status 409: what is asked does not fit the state of things."""

from __future__ import annotations

from procurement_plugin.web.problem_type import ProblemType

EVIDENCE = ("createEvidenceDecision", "createClarification", "createClarificationAnswer")
AGAIN = "The same request without changes will be refused again"
READ_FIRST = "Read the steps of the evaluation (getSteps), then decide"
PROFILES = (
    ProblemType(
        409,
        "blockedByFindings",
        "A finding blocks the weight profile, by law or by a guardrail",
        "Change what `findings` name at `where`; one with `overridable` may be set aside by a legal approver in "
        "`overrides` of the publication",
        ("createEvaluation", "publishWeightProfile"),
    ),
    ProblemType(
        409,
        "alreadyPublished",
        "The profile is published as it stands",
        "To make another version, change it with a `reason`, then publish",
        ("changeWeightProfile", "publishWeightProfile"),
    ),
    ProblemType(
        409,
        "afterOpening",
        "The bids may have been opened, and weights are fixed before that",
        f"None for this procedure. {AGAIN}",
        ("publishWeightProfile",),
    ),
    ProblemType(
        409,
        "versionChanged",
        "A file that the version was frozen with is gone or not as it was",
        "The operator restores the database from a copy",
        ("createEvaluation", "createEstimate", "getVersion", "getNotice", "getContractClauses", "getOcdsRelease"),
    ),
    ProblemType(
        409,
        "otherMethod",
        "This release computes by another method than the version was published under",
        "The operator runs the release that `detail` names",
        ("createEvaluation", "createEstimate", "getNotice", "getContractClauses"),
    ),
)
OFFICIAL = (
    ProblemType(
        409,
        "beforeOpening",
        "The tender deadline has not passed",
        "Send it after the opening; until then only trials and simulations",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "otherEvaluation",
        "Another evaluation of this version counts at present, or `supersedes` names one that does not",
        "To replace it, name it in `supersedes`, with a `reason`",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "otherVersion",
        "The bids of this lot were opened under another version",
        "Evaluate under the version that `detail` names",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "documentIncomplete",
        "A document has no hash, or is called verified without who and when",
        "Complete what `findings` name, or send the document as claimed",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "bidsDiffer",
        "The bids are not those that were opened",
        "Send them as they were opened; what was copied wrongly goes into `corrections`, by an approver",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "nothingToCorrect",
        "`corrections` names a bid that is as it was opened, or no bids were opened yet",
        "Leave it out",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "approverNeeded",
        "A correction needs a person with scoring:approve",
        "Send it with a token that names an approver",
        ("createEvaluation",),
    ),
    ProblemType(
        409,
        "stepNotPossible",
        "The step does not fit the state of the evaluation",
        "Take one of the steps that `detail` names",
        ("createStep", "createEvaluation"),
    ),
    ProblemType(
        409,
        "superseded",
        "Another evaluation has replaced this one",
        "Use the one that `detail` names, or that getSteps gives last",
        ("createStep", "getOcdsRelease"),
    ),
    ProblemType(
        409,
        "stepTaken",
        "Somebody else took a step or recorded something at the same moment",
        f"{READ_FIRST} whether to repeat",
        ("createStep", "createEvaluation", *EVIDENCE),
    ),
    ProblemType(
        409,
        "evaluationDeleted",
        "The evaluation was deleted at the same moment, because the time for which its procedure is kept is over",
        "None; nothing of it is kept",
        ("createStep", "createDocument", *EVIDENCE),
    ),
    ProblemType(
        409,
        "reasonNeeded",
        "The act needs a reason of some length: a refused document, a replacement, a cancellation, a confirmation on "
        "unchecked documents",
        "Send it in `reason`; it is printed",
        ("createStep", "createEvaluation", "createEvidenceDecision"),
    ),
    ProblemType(
        409,
        "personNeeded",
        "Only a person does this, and the token names none",
        "Get a token whose assertion names the person",
        ("createStep", "createEvidenceDecision"),
    ),
    ProblemType(
        409,
        "evaluationIncomplete",
        "A bid has no total, so that no ranking can be confirmed",
        "Ask the bidder for clarification, or exclude the bid, and evaluate again",
        ("createStep",),
    ),
    ProblemType(
        409,
        "evaluateAgain",
        "A document was decided about, or an answer came, after this evaluation",
        "Evaluate again with `supersedes`, then take the step with the new evaluation",
        ("createStep",),
    ),
    ProblemType(
        409,
        "otherWinner",
        "The bid named is not first in rank, or the step is not the one that sends the decision",
        "Leave `winnerBidId` out, or name one of the bids that share the first rank",
        ("createStep",),
    ),
    ProblemType(
        409,
        "standstillRunning",
        "The standstill has not ended",
        "Close on the day that `detail` names, or later",
        ("createStep",),
    ),
    ProblemType(
        409,
        "decisionNotSent",
        "Nothing about bids is for publication before the award decision was sent",
        "Take the step sendDecision first, or ask with audience=authority",
        ("getOcdsRelease",),
    ),
)
BESIDE = (
    ProblemType(
        409,
        "evaluationNotOpen",
        "The evaluation is closed, cancelled or superseded, and nothing is recorded beside it any more",
        READ_FIRST,
        EVIDENCE,
    ),
    ProblemType(
        409,
        "answerByPassed",
        "The last day for the answer has passed already",
        "Give a later `answerBy`",
        ("createClarification",),
    ),
    ProblemType(
        409,
        "answeredAlready",
        "The clarification has its answer",
        "Ask another clarification",
        ("createClarificationAnswer",),
    ),
    ProblemType(
        409,
        "requestStillRunning",
        "The first request with this Idempotency-Key is still running",
        "Repeat after as many seconds as Retry-After says",
        ("once",),
    ),
    ProblemType(
        409,
        "tooManyWebhooks",
        "The tenant has as many webhooks as it may",
        "Remove one that is no longer used",
        ("createWebhook",),
    ),
    ProblemType(
        409,
        "deliveryPending",
        "The delivery is on its way already",
        "Wait for its attempt; listDeliveries shows it",
        ("createRedelivery",),
    ),
)
CONFLICTS = (*PROFILES, *OFFICIAL, *BESIDE)
