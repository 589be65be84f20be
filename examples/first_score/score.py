"""Scores a request and prints the ranking; Python's standard library, nothing else.

python3 examples/first_score/score.py examples/proximity/request.json
SERVICE and TOKEN may stand in the environment.
"""

import json
import os
import sys
import uuid
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

service = os.environ.get("SERVICE", "http://127.0.0.1:8000")
headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
if "TOKEN" in os.environ:  # only where access is configured
    headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
request = Request(f"{service}/scoring/v1/evaluations", Path(sys.argv[1]).read_bytes(), headers)
try:
    with urlopen(request) as answer:
        evaluation = json.load(answer)
        print("kept at", service + answer.headers["Location"])
except HTTPError as refusal:
    problem = json.load(refusal)
    print(problem["status"], problem["type"], problem.get("detail", ""))
    for row in problem.get("issues", []) + problem.get("findings", []):
        print("-", row.get("name") or row.get("where", ""), row.get("detail") or row.get("message", ""))
    sys.exit(1)
except URLError as nobody:
    sys.exit(f"Nothing answers at {service} ({nobody.reason}). Does the service say that it is serving?")
for row in evaluation["ranking"]:
    print(row["rank"], row["bidId"], row["total"])
