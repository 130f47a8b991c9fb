"""办理文件: one document on its way, a tab for each part of the work on it."""

import gradio as gr

from admin_ui import (
    document_facts,
    document_findings,
    document_history,
    document_interpretation,
    document_new_version,
    document_steps,
)
from admin_ui.bench import Bench, label
from admin_ui.frame import Frame


def build(frame: Frame) -> None:
    """The tabs."""
    bench = Bench(frame)
    with bench.body:
        document_steps.place_head(bench)
        with gr.Tabs():
            with gr.Tab(label("steps")):
                document_new_version.place(bench)
                document_steps.place(bench)
            with gr.Tab(label("facts")):
                document_facts.place(bench)
            with gr.Tab(label("interpretation")):
                document_interpretation.place(bench)
            with gr.Tab(label("findings")):
                document_findings.place(bench)
            with gr.Tab(label("relations")):
                document_history.place_relations(bench)
            with gr.Tab(label("versions")):
                document_history.place_versions(bench)
    bench.finish()
