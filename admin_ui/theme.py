"""How Gradio's own parts look: quiet, with letters that stand out by 4.5:1 (WCAG 2.1 AA), and the same by night.

Our tables and texts are drawn for a light ground; a page half of which follows a dark system could not be read.
"""

import gradio as gr

# The named fonts of Gradio's themes are fetched from Google: only those of the machine here.
_FONTS = ["system-ui", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif"]
_DARK = "_dark"
# Gradio's own have 3.7:1 (white on the button) and 2.3:1 (notes, what a field may hold).
_READABLE = {
    "button_primary_background_fill": "*primary_700",
    "button_primary_background_fill_hover": "*primary_800",
    "button_cancel_background_fill": "#b91c1c",
    "button_cancel_background_fill_hover": "#991b1b",
    "button_cancel_text_color": "#ffffff",
    "body_text_color_subdued": "*neutral_600",
    "input_placeholder_color": "*neutral_600",
    "block_label_text_color": "*neutral_700",
    "block_title_text_color": "*neutral_700",
    "color_accent": "*primary_700",
}


def office_theme() -> gr.themes.Base:
    """The theme of all pages."""
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=_FONTS, font_mono=_FONTS)
    theme.set(**_READABLE)
    for name in [name for name in vars(theme) if name.endswith(_DARK)]:
        light = getattr(theme, name.removesuffix(_DARK), None)
        if light is not None:
            setattr(theme, name, light)
    return theme
