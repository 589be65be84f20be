"""Every variable of the environment that the software reads, in one table; the page on deployment prints it."""

from __future__ import annotations

from typing import NamedTuple

PREFIX = "PROCUREMENT_"
# Behind the name of a secret: the file that holds it, as containers hand secrets over.
FILE = "_FILE"


class Variable(NamedTuple):
    """A variable; ``default`` in words, ``secret`` when its value is shown to nobody."""

    name: str
    default: str
    meaning: str
    secret: bool = False


VARIABLES = (
    Variable(
        "PROCUREMENT_DATABASE_URL",
        "sqlite:///procurement.sqlite3",
        "the database: sqlite:///file or postgresql+psycopg://…",
        secret=True,
    ),
    Variable(
        "PROCUREMENT_QUEUE_URL",
        "beside the database",
        "the queue that wakes workers: sqlite:///file, postgresql://… or redis://… (install redis)",
        secret=True,
    ),
    Variable("PROCUREMENT_BIDS_AT_ONCE", "2000", "with more bids than these, a request becomes a task"),
    Variable("PROCUREMENT_ANSWER_HOURS", "24", "how long the answer to an Idempotency-Key is kept"),
    Variable("PROCUREMENT_WEBHOOK_LOOPBACK", "no", "yes: webhooks may lead to this machine, for development"),
    Variable(
        "PROCUREMENT_DOCUMENTS_URL", "beside the database", "the store of documents: file:///… or s3://bucket/prefix"
    ),
    Variable("PROCUREMENT_RETENTION_YEARS", "what the law asks", "how long a procedure's data is kept"),
    Variable("PROCUREMENT_RENDER_SECONDS", "120", "in which a document has to be laid out"),
    Variable("PROCUREMENT_RENDER_MEMORY_MIB", "1024", "of address space that this may take"),
    Variable("PROCUREMENT_RENDER_PAGES", "300", "the most pages of a document"),
    Variable("PROCUREMENT_SEAL_PKCS12", "none", "file with the key and certificate of the seal"),
    Variable("PROCUREMENT_SEAL_PKCS11_MODULE", "none", "library of the token that holds them instead"),
    Variable("PROCUREMENT_SEAL_TOKEN", "none", "label of the token"),
    Variable("PROCUREMENT_SEAL_CERTIFICATE", "none", "label of the certificate on the token"),
    Variable("PROCUREMENT_SEAL_KEY", "that of the certificate", "label of the key on the token"),
    Variable("PROCUREMENT_SEAL_SECRET", "none", "passphrase or PIN of the seal's key", secret=True),
    Variable("PROCUREMENT_SEAL_TIMESTAMP_URL", "none", "a timestamp service (RFC 3161)"),
    Variable("PROCUREMENT_CLOCK_AT", "the machine's clock", "where the clock stands still, for demonstrations"),
    Variable("PROCUREMENT_PLATFORM_KEYS", "none", "file with the platform's public keys"),
    Variable("PROCUREMENT_SIGNING_KEYS", "none", "file with the keys that sign our access tokens"),
    Variable("PROCUREMENT_PUBLIC_URL", "none", "how others reach the service"),
    Variable("PROCUREMENT_ISSUER", "none", "a platform's authorization server"),
    Variable("PROCUREMENT_ISSUER_JWKS_URL", "none", "its public keys"),
    Variable("PROCUREMENT_ISSUER_AUDIENCE", "procurement-plugin", "what its tokens name as their audience"),
    Variable("PROCUREMENT_ISSUER_TENANTS", "none", "tenants that it may speak for, or *"),
    Variable("PROCUREMENT_RATE_LIMIT", "600/minute with access, else off", "calls of a client"),
    Variable("PROCUREMENT_RATE_LIMIT_ADDRESS", "60/minute with access, else off", "calls of an address without token"),
    Variable("PROCUREMENT_PROXIES", "0", "proxies before the service that say where a call came from"),
    Variable("PROCUREMENT_FRAME_ANCESTORS", "none", "platforms whose pages may show ours in a frame: https://… …"),
    Variable("PROCUREMENT_WORKERS", "2", "processes that answer; serve --workers wins"),
    Variable("PROCUREMENT_THREADS", "8", "requests that each of them answers at a time"),
    Variable("PROCUREMENT_MAX_REQUESTS", "20000", "a process is replaced after so many; 0 for never"),
    Variable("PROCUREMENT_STUCK_SECONDS", "60", "a process that gives no sign for so long is killed"),
    Variable("PROCUREMENT_GRACE_SECONDS", "30", "at a stop, how long requests and tasks may take to end"),
    Variable("PROCUREMENT_KEEPALIVE_SECONDS", "5", "how long an idle connection stays open; more than the proxy's"),
    Variable("PROCUREMENT_RECEIVE_SECONDS", "30", "in which a request has to arrive as a whole"),
    Variable("PROCUREMENT_OPERATIONS_ADDRESS", "none", "host:port of a second door for /metrics and /health"),
    Variable("PROCUREMENT_METRICS_TOKEN", "none", "who sends it may read /metrics from elsewhere", secret=True),
    Variable("PROCUREMENT_LOG", "text on a terminal, else json", "form of the log on standard error: json, text"),
    Variable("PROCUREMENT_LOG_LEVEL", "info", "debug, info, warning or error"),
    Variable("PROCUREMENT_INTENSITIES_DIR", "none", "emission intensities of your own"),
    Variable("PROCUREMENT_DETERMINATIONS_DIR", "none", "determinations of the Commission, entered by you"),
    Variable("PROCUREMENT_CONFIG_DIR", "as installed", "law, method and data"),
    Variable("PROCUREMENT_SCHEMAS_DIR", "as installed", "published schemas"),
    Variable("PROCUREMENT_TEMPLATES_DIR", "as installed", "templates of pages and documents"),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}
SECRETS = tuple(variable.name for variable in VARIABLES if variable.secret)
