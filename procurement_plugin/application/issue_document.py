"""Documents of an evaluation: ordered once, made by a worker, stored once; a correction is another one.

The identifier of a document follows from what it is, so that the same order twice is the same document.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.document_file import NewDocument
from procurement_plugin.application.document_record import DocumentOrder, record_of
from procurement_plugin.application.job_ports import Job
from procurement_plugin.application.official_documents import (
    DEBRIEF,
    KINDS,
    Decision,
    OfficerWords,
    decision_of,
    document_for,
)
from procurement_plugin.application.rendering import RenderTask
from procurement_plugin.domain.actor import check_official
from procurement_plugin.domain.document_language import LANGUAGES, language_of
from procurement_plugin.domain.findings import (
    Finding,
    Kind,
    NotFoundError,
    Severity,
    StateError,
    UnreadableInputError,
)
from procurement_plugin.domain.publication import SHORTEST_REASON
from procurement_plugin.domain.redaction import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.document_file import DocumentFile
    from procurement_plugin.application.document_ports import StoredDocument
    from procurement_plugin.application.job_ports import Jobs
    from procurement_plugin.application.official_documents import OfficialDocument
    from procurement_plugin.application.ports import Clock, Evaluations, Profiles, StoredEvaluation
    from procurement_plugin.application.rendering import Renderer, Sealer
    from procurement_plugin.domain.actor import Actor

DOCUMENT = "document"
OFFICIAL = "official"
SENT = "sendDecision"


class MadeMeanwhileError(Exception):
    """Another worker was faster; the next attempt finds its document and is done."""


class DocumentDesk:
    """Takes orders for documents and makes them.

    Attributes:
        seal: seals what is official; without one documents stay unsealed.
    """

    def __init__(
        self,
        evaluations: Evaluations,
        profiles: Profiles,
        documents: DocumentFile,
        jobs: Jobs,
        clock: Clock,
        renderer: Renderer,
        seal: Sealer | None = None,
    ) -> None:
        self._evaluations = evaluations
        self._profiles = profiles
        self._documents = documents
        self._jobs = jobs
        self._clock = clock
        self._renderer = renderer
        self._seal = seal

    def order(self, evaluation: StoredEvaluation, asked: Mapping[str, Any], actor: Actor) -> StoredDocument | Job:
        """The document, when there is one already; else the job that makes it, which may be under way.

        Args:
            asked: ``type``; ``language``, else that of the authority; ``bidId`` for a debriefing; ``words`` of the
                officer; ``replaces`` with ``reason`` for a correction.

        Raises:
            UnreadableInputError: the evaluation has no such bid, or the reason says too little.
            StateError: it cannot be told yet, words are missing, or it was replaced already.
            NotPermittedError: an API key asks for something official.
        """
        if evaluation.kind == OFFICIAL:
            check_official(actor)
        body = json.loads(evaluation.body)
        language = asked.get("language") or language_of(body["procedure"]["jurisdiction"])
        wanted = DocumentOrder("", asked["type"], language, asked.get("bidId", ""))
        _check_bid(wanted, body)
        words = asked.get("words", {})
        kept = self._documents.of(actor.tenant_id, evaluation.id)
        replaces = asked.get("replaces", "")
        if replaces:
            self._check_replaced(replaces, asked.get("reason", ""), wanted, evaluation)
            wanted = wanted._replace(replaces=replaces, reason=asked["reason"].strip())
        else:
            current = current_of(kept, wanted)
            if current is not None:
                return _without_words(current, words)
        self._content(evaluation, body, wanted, words)  # said now, not by a task that fails later
        wanted = wanted._replace(id=identifier(evaluation.id, wanted))
        made = next((document for document in kept if document.id == wanted.id), None)
        if made is not None:
            return _without_words(made, words)
        return self._going(wanted, words, actor) or self._accept(wanted, words, evaluation, actor)

    def laid_out(self, task: RenderTask) -> bytes:
        """A document that is no evaluation's and is kept nowhere.

        Raises:
            RenderingError: a limit of the renderer was reached.
        """
        return self._renderer.render(task)

    def make(self, job: Job) -> None:
        """Make an ordered document and keep it, in the transaction of the job.

        Raises:
            StateError: the evaluation was deleted meanwhile, or a limit of the renderer was reached.
        """
        told = json.loads(job.body)
        order = DocumentOrder(**told["order"])
        kept = self._documents.of(job.tenant_id, told["evaluationId"])
        if any(document.id == order.id for document in kept):
            return
        evaluation = self._evaluations.get(job.tenant_id, told["evaluationId"])
        if evaluation is None:
            raise StateError("evaluationDeleted", "The evaluation of this document was deleted meanwhile.")
        body = json.loads(evaluation.body)
        content = self._content(evaluation, body, order, told["words"])
        record = record_of(order, content.record, self._version(order, evaluation, body))
        issued = self._renderer.render(RenderTask(content, order, record))
        counts = evaluation.kind == OFFICIAL and "demonstration" not in body
        pdf = self._seal.seal(issued) if self._seal is not None and counts else issued
        new = NewDocument(
            evaluation.id, order.type, order.language, order.bid_id, replaces=order.replaces, reason=order.reason,
            issued_sha256=hashlib.sha256(issued).hexdigest(),
        )  # fmt: skip
        try:
            self._documents.keep(new, pdf, job.actor, order.id)
        except StateError as error:
            if error.name == "documentExists":
                raise MadeMeanwhileError(order.id) from error
            raise

    def read(self, tenant_id: str, evaluation_id: str, document_id: str) -> tuple[StoredDocument, bytes]:
        """A document of an evaluation with its bytes, as they were stored.

        Raises:
            NotFoundError: there is none.
        """
        stored, pdf = self._documents.read(tenant_id, document_id)
        if stored.evaluation_id != evaluation_id:
            raise NotFoundError("There is no document with this identifier.")
        return stored, pdf

    def of(self, tenant_id: str, evaluation_id: str) -> Sequence[StoredDocument]:
        """The documents of an evaluation, oldest first."""
        return self._documents.of(tenant_id, evaluation_id)

    def evaluation_of(self, tenant_id: str, document_id: str) -> str:
        """The evaluation of a document; empty when there is no such document any more."""
        return self._documents.evaluation_of(tenant_id, document_id)

    def makes(self, evaluation: StoredEvaluation, document_id: str) -> bool:
        """Whether an order on this evaluation leads to that document, also one that was never made or has failed."""
        body, before = json.loads(evaluation.body), json.loads(evaluation.body).get("supersedes", "")
        ids = {bid["id"] for bid in body["bids"]} | {row["bidId"] for row in body.get("exclusions", ())}
        whole = [(kind, "", "") for kind in KINDS if kind != DEBRIEF]
        corrected = [
            (kept.kind, kept.bid_id, kept.id)
            for name in (evaluation.id, before)
            if name
            for kept in self._documents.of(evaluation.tenant_id, name)
        ]
        return any(
            identifier(evaluation.id, DocumentOrder("", kind, language, bid, replaces)) == document_id
            for kind, bid, replaces in (*whole, *((DEBRIEF, name, "") for name in ids), *corrected)
            for language in LANGUAGES
        )

    def close(self) -> None:
        """Let go of the renderer."""
        self._renderer.close()

    def _content(
        self, evaluation: StoredEvaluation, body: Mapping[str, Any], order: DocumentOrder, words: Mapping[str, Any]
    ) -> OfficialDocument:
        """What the document says, for its reader, as things stand; refused when that cannot be told yet."""
        secret = self._evaluations.secret_of(evaluation.tenant_id, evaluation.id) if order.bid_id else b""
        decision = self._decision(evaluation, body)
        said = document_for(body, order.type, Reader(order.bid_id), OfficerWords(**words), decision, secret)
        return said._replace(replaces=order.replaces, correction=order.reason)

    def _decision(self, evaluation: StoredEvaluation, body: Mapping[str, Any]) -> Decision:
        """The award decision, once it was sent for this very evaluation."""
        named = body.get("weightProfileVersion")
        if named is None:
            return Decision()
        steps = self._evaluations.steps(evaluation.tenant_id, named["profileId"], named["version"])
        sent = [step.body for step in steps if step.evaluation_id == evaluation.id and step.body["step"] == SENT]
        return decision_of(sent[-1]) if sent else Decision()

    def _check_replaced(self, name: str, reason: str, wanted: DocumentOrder, evaluation: StoredEvaluation) -> None:
        """A correction names a document of this evaluation, or of the one that this evaluation supersedes."""
        if len(reason.strip()) < SHORTEST_REASON:
            raise _refused("reason", f"Say in at least {SHORTEST_REASON} characters what is corrected; it is printed.")
        before = json.loads(evaluation.body).get("supersedes", "")
        evaluations = [found for found in (evaluation.id, before) if found]
        kept = [document for found in evaluations for document in self._documents.of(evaluation.tenant_id, found)]
        old = next((document for document in kept if document.id == name), None)
        if old is None or (old.kind, old.bid_id) != (wanted.type, wanted.bid_id):
            message = "There is no document of this kind with this identifier, of this evaluation or the one before."
            raise _refused("replaces", message)
        newer = next((document for document in kept if document.replaces == name), None)
        if newer is not None and newer.id != identifier(evaluation.id, wanted._replace(replaces=name)):
            raise StateError("alreadyReplaced", f"Document {newer.id} replaces this one already; replace that.")

    def _going(self, wanted: DocumentOrder, words: Mapping[str, Any], actor: Actor) -> Job | None:
        """The job that makes it already, when it was ordered in the same words."""
        job = self._jobs.pending(actor.tenant_id, wanted.id)
        if job is not None and json.loads(job.body)["words"] != words:
            raise StateError("documentUnderWay", "This document is being made with other words; wait for it first.")
        return job

    def _accept(
        self, wanted: DocumentOrder, words: Mapping[str, Any], evaluation: StoredEvaluation, actor: Actor
    ) -> Job:
        body = {"evaluationId": evaluation.id, "order": wanted._asdict(), "words": words}
        job = Job(
            actor.tenant_id, str(uuid.uuid4()), DOCUMENT, self._clock.now(), wanted.id, actor, json.dumps(body).encode()
        )
        self._jobs.add(job)
        return job

    def _version(
        self, order: DocumentOrder, evaluation: StoredEvaluation, body: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """The version as it was published, for the authority's own documents; it names who approved what."""
        named = body.get("weightProfileVersion")
        if named is None or order.type == DEBRIEF:
            return None
        return self._profiles.version(evaluation.tenant_id, named["profileId"], named["version"])


def _without_words(stored: StoredDocument, words: Mapping[str, Any]) -> StoredDocument:
    """What is stored already; new words make a correction of it."""
    if words:
        raise StateError("documentExists", f"{stored.id} is stored already; name it in 'replaces' to correct it.")
    return stored


def _check_bid(wanted: DocumentOrder, body: Mapping[str, Any]) -> None:
    ids = {bid["id"] for bid in body["bids"]} | {row["bidId"] for row in body.get("exclusions", ())}
    if wanted.type == DEBRIEF and wanted.bid_id not in ids:
        raise _refused("bidId", "Name a bid of this evaluation; a debriefing is for its bidder.")
    if wanted.type != DEBRIEF and wanted.bid_id:
        raise _refused("bidId", "Leave bidId out; this document is about the whole evaluation.")


def identifier(evaluation_id: str, order: DocumentOrder) -> str:
    """The identifier of a document, from what it is."""
    told = [evaluation_id, order.type, order.bid_id, order.language, order.replaces]
    return str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(told)))


def current_of(kept: Sequence[StoredDocument], wanted: DocumentOrder) -> StoredDocument | None:
    """The document of that kind, bid and language that no other replaces."""
    replaced = {document.replaces for document in kept}
    same = [
        document
        for document in kept
        if (document.kind, document.bid_id, document.language) == (wanted.type, wanted.bid_id, wanted.language)
        and document.id not in replaced
    ]
    return same[-1] if same else None


def _refused(where: str, message: str) -> UnreadableInputError:
    finding = Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, where)
    return UnreadableInputError("The document cannot be ordered like this.", (finding,))
