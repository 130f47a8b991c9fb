"""The pages of those who govern, under /admin: Gradio, in Chinese, one subject a file. Decisions live in governance.

To add a page:

1. Write `admin_ui/<subject>.py` with a function `build(frame: Frame) -> None`. It places Gradio components, and ties
   them to handlers with `frame.on(button.click, handler, inputs, outputs)` and `frame.load(handler, inputs, outputs)`.
   A handler is `handler(visit: Visit, *values)`: `visit.actor` is who acts, taken from the sign-in and never from the
   browser, `visit.now` when. It calls the domain (`frame.workplace`), which alone decides what is allowed, and returns
   the new values. Whatever it raises as a JieduError (Forbidden, Refused, Stale) is shown as a toast in its own words
   and changes nothing on the page; `told("key")` shows that something was done.
2. Show things people wrote with `render("template.html", ...)` in a `gr.HTML`: Jinja escapes every value. Never put a
   value into HTML or Markdown by hand. A list with pages is `paged(...)` of admin_ui/lists.py.
3. What people read stands in templates/*.html and words.toml (`text("key")`), not in code.
4. Where something can be changed by two people, keep its version in a `gr.State` beside it and hand it to the domain.
5. Add the page to `PAGES` in admin_ui/pages.py with the acts of which one is enough to see it in the menu. Hiding is
   no permission: tests/service/test_admin_matrix.py calls every handler of every page as every role.
6. A part of the domain that is not in `Workplace` yet: add the field there and in service/compose_admin.py.

Gradio takes seconds to import: nothing outside this folder imports it, and the server imports this folder's pages only
when somebody comes to sign in (service/http/admin.py).
"""
