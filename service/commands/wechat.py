"""jiedu wechat: what is done once for the WeChat official account."""

import typer

from service.commands.console import REMARKS
from service.compose import open_store
from service.compose_channels import open_wechat_api
from service.errors import ServiceError
from service.settings import load_settings

wechat = typer.Typer(no_args_is_help=True)


@wechat.callback()
def about() -> None:
    """微信公众号的菜单。"""


@wechat.command()
def menu() -> None:
    """创建公众号菜单：问政策、办事指南、人工服务。启用服务器地址后，公众平台后台里的菜单不再起作用。"""
    # wechatpy takes a quarter of a second to import: only this command needs it.
    from channels.wechat.menu import menu as buttons  # noqa: PLC0415 - see above

    settings = load_settings()
    with open_store(settings) as store:
        api = open_wechat_api(settings, store.database)
        if api is None:
            raise ServiceError(
                "没有设置公众号的 wechat_appid 和 wechat_secret，不能创建菜单。见 docs/operating/wechat.md"
            )
        api.create_menu(buttons())
    REMARKS.print("菜单已创建，关注者最迟在 24 小时内看到。", markup=False)
