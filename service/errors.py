"""The service branch of the error tree; every message is Chinese and says what to do next.

ServiceError
├── SettingsError       a setting that is unknown or not allowed
├── PortTaken           another program listens where we should
└── ServerProblem       the running server could not be asked, or refused
"""

from kb.errors import DocumentNumberError, EmbedderError, IndexUnavailable, JieduError, KnowledgeError, UnknownDocument

# The knowledge base speaks English to those who develop it; whoever runs it is told first what to do. The first class
# that fits counts; the errors of all other packages are Chinese already, or meant for developers.
ADVICE: tuple[tuple[type[JieduError], str], ...] = (
    (DocumentNumberError, ""),
    (
        IndexUnavailable,
        "搜索索引正被另一个进程使用或无法打开。请停止那个进程后再试；索引损坏时运行 jiedu index rebuild",
    ),
    (EmbedderError, "向量模型不能使用。请检查设置 embedder（jiedu settings），内置模型损坏时重新安装 jiedu"),
    (UnknownDocument, "文件库里没有这个编号。请用 jiedu documents list 查看编号"),
    (KnowledgeError, "文件库没有完成这一步。请按后面的说明更正；数据目录（JIEDU_HOME）打不开时检查它的权限和磁盘空间"),
)


class ServiceError(JieduError):
    """The service cannot start or go on; shown to the operator as one line."""


class SettingsError(ServiceError):
    """A setting is unknown or has a value that is not allowed."""


class PortTaken(ServiceError):
    """Another program listens on the address we should listen on."""


class ServerProblem(ServiceError):
    """The running server did not do what the command line asked of it."""


def told(error: BaseException) -> str:
    """What the operator reads: what to do, then what happened in the words of the part it happened in."""
    advice = next((advice for kind, advice in ADVICE if isinstance(error, kind)), "")
    return f"{advice}。详情：{error}" if advice else str(error)
