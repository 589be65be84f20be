"""Operations that show data, and the service itself."""

from __future__ import annotations

from procurement_plugin.web.operation import BASE, DATA_SET, DAY, Operation

REFERENCE = (
    Operation(
        "get",
        f"{BASE}/refData/weightLimits",
        "getWeightLimits",
        "Weight limits in force",
        "reference data",
        "WeightLimits",
        "The limits",
        ("400", "403"),
        parameters=(DAY,),
    ),
    Operation(
        "get",
        f"{BASE}/refData/findings",
        "getFindings",
        "Every rule of the guard in force",
        "reference data",
        "FindingCatalogue",
        "The rules",
        ("400", "403"),
        parameters=(DAY,),
    ),
    Operation(
        "get",
        f"{BASE}/refData/dataSets",
        "getDataSets",
        "Tables of data, with licences",
        "reference data",
        "DataSetCatalogue",
        "The tables",
        ("400", "403"),
    ),
    Operation(
        "get",
        f"{BASE}/refData/emissionIntensities",
        "getEmissionIntensities",
        "Emission intensities of a set",
        "reference data",
        "EmissionIntensities",
        "The rows",
        ("400", "403"),
        parameters=(DATA_SET,),
    ),
    Operation(
        "get",
        f"{BASE}/refData/ports",
        "getPorts",
        "Ports that a sea element may name",
        "reference data",
        "Ports",
        "The ports",
        ("400", "403"),
    ),
    Operation(
        "get",
        f"{BASE}/doc/openapi.json",
        "getDescription",
        "This description",
        "service",
        "",
        "OpenAPI 3.1",
        ("403",),
        public=True,
    ),
)
