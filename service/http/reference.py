"""A plain page that describes the API from its own OpenAPI, without a script of others and without another host."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from service.http.state import state_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as the page tells it. fields: names of parameters and body fields with what they mean."""

    method: str
    path: str
    summary: str
    told: str
    fields: tuple[tuple[str, str], ...]


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Every route with its parameters and body fields."""
    description: dict[str, Any] = request.app.openapi()  # Any: JSON Schema has no closed shape
    operations = [
        _operation(method, path, operation, description)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    told = {key: description["info"][key] for key in ("title", "version", "description")}
    return HTMLResponse(state_of(request).site.render("reference.html", operations=operations, **told))


def _operation(method: str, path: str, operation: dict[str, Any], description: dict[str, Any]) -> Operation:
    parameters = [
        (item["name"], item.get("description", "")) for item in operation.get("parameters", []) if "name" in item
    ]
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        told=operation.get("description", ""),
        fields=(*parameters, *_body_fields(operation, description)),
    )


def _body_fields(operation: dict[str, Any], description: dict[str, Any]) -> list[tuple[str, str]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    fields = description.get("components", {}).get("schemas", {}).get(name, {}).get("properties", {})
    return [(field, told.get("description", "")) for field, told in fields.items()]
