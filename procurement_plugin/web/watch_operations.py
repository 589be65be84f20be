"""Operations that tell how the service is."""

from __future__ import annotations

from procurement_plugin.web.operation import Operation

WATCHED = (
    Operation(
        "get",
        "/health",
        "getHealth",
        "Whether the service is up, with the reason for each part that is not",
        "service",
        "Health",
        "Up, or degraded: it answers, and something wants attention",
        ("403",),
        other_answers={"503": ("Down", "Health")},
        public=True,
    ),
    Operation(
        "get",
        "/health/live",
        "getLiveness",
        "Whether the process answers; where it does not, start it anew",
        "service",
        "Liveness",
        "It answers",
        ("403",),
        public=True,
    ),
    Operation(
        "get",
        "/health/ready",
        "getReadiness",
        "Whether requests may be sent here",
        "service",
        "HealthPart",
        "They may",
        ("403",),
        other_answers={"503": ("They may not", "HealthPart")},
        public=True,
    ),
    Operation(
        "get",
        "/metrics",
        "getMetrics",
        "Figures for Prometheus, with the operator's token where access is configured",
        "service",
        "text",
        "Figures in Prometheus' text form",
        ("401", "403"),
        public=True,
    ),
)
