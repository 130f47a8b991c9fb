"""What the desk of the hotline sends, checked strictly."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from governance.ticket_kinds import TicketKind
from service.http.answering import without_half_characters

LONGEST_TEXT = 2000
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
ConversationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


class Body(BaseModel):
    """Something the page sends: nothing undeclared, and only characters that can be stored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, value: object) -> object:
        return without_half_characters(value) if isinstance(value, str) else value


class SignInBody(Body):
    """The token an agent was given."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class SearchBody(Body):
    """What the caller is asking, as far as it is typed."""

    text: Text = Field(description="来电人的问题，原话即可")
    conversation_id: ConversationId | None = Field(default=None, description="本次来电的编号，用记下时返回的")


class CallerBody(Body):
    """The number on the display."""

    number: Annotated[str, StringConstraints(max_length=40)]


class SaidBody(Body):
    """What was asked and what was said."""

    key: Key = Field(description="页面为这一次按键生成的编号，重复提交只记一次")
    question: Text
    digest: str = Field(description="所选答复的 digest", max_length=40)
    said: Text = Field(default="", description="座席改过的话术；空表示照念")
    conversation_id: ConversationId | None = None
    caller: Annotated[str, StringConstraints(max_length=40)] = ""


class ReferenceBody(Body):
    """The published words a ticket is about."""

    document_id: Annotated[str, StringConstraints(max_length=40)]
    version_id: Annotated[str, StringConstraints(max_length=40)]
    clause_path: Annotated[str, StringConstraints(max_length=200)] = ""
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class TicketBody(Body):
    """A question to a unit, or an error report to the owner of a text."""

    key: Key = Field(description="页面为这一次提交生成的编号，重复提交只开一张工单")
    kind: TicketKind
    content: Text = Field(description="要转办或纠正的内容")
    unit_id: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="责任单位的编号；不清楚时不填，由热线管理员派单"
    )
    question: Text = ""
    said: Text = ""
    answer_id: Annotated[str, StringConstraints(max_length=40)] | None = None
    reference: ReferenceBody | None = None
    against: Text = Field(default="", description="被反映的单位或人；投诉、举报必填")
    is_confidential: bool = False
    caller: Annotated[str, StringConstraints(max_length=40)] = ""
