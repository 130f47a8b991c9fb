"""jiedu wechat: what is done once for the WeChat official account."""

import typer

from channels.errors import DeliveryError
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
        try:
            api.create_menu(buttons())
        except DeliveryError as error:
            raise ServiceError(
                f"菜单没有创建成功：{error}。请检查到微信接口（{settings.wechat_api}）的网络、AppSecret 和 IP 白名单，"
                "错误码的意思见 docs/operating/wechat.md"
            ) from error
    REMARKS.print("菜单已创建，关注者最迟在 24 小时内看到。", markup=False)
