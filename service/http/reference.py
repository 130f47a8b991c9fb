"""A plain page that describes the API from its own OpenAPI, without a script and without another host."""

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} API</title><link rel="stylesheet" href="/client.css"></head>
<body><header class="bar"><a class="home" href="/">返回提问</a></header><main class="document">
<h1>{title} API {version}</h1><p>{description}</p><p><a href="/openapi.json">OpenAPI 描述（JSON）</a></p>
{operations}</main></body></html>"""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Every route with its parameters and body fields."""
    description: dict[str, Any] = request.app.openapi()  # Any: JSON Schema has no closed shape
    operations = "".join(
        _operation(method, path, operation, description)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    told = {key: escape(description["info"][key]) for key in ("title", "version", "description")}
    return HTMLResponse(_PAGE.format(operations=operations, **told))


def _operation(method: str, path: str, operation: dict[str, Any], description: dict[str, Any]) -> str:
    rows = [
        (item["name"], item.get("description", "")) for item in operation.get("parameters", []) if "name" in item
    ] + _body_fields(operation, description)
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>" for name, told in rows)
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code> {escape(operation.get('summary', ''))}</h2>"
        f"<p>{escape(operation.get('description', ''))}</p><dl class='facts'>{listed}</dl>"
    )


def _body_fields(operation: dict[str, Any], description: dict[str, Any]) -> list[tuple[str, str]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    fields = description.get("components", {}).get("schemas", {}).get(name, {}).get("properties", {})
    return [(field, told.get("description", "")) for field, told in fields.items()]
