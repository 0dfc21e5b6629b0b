"""What the command line itself says, in Chinese: help, and mistakes in the use of a command."""

from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_MISTAKES = {
    "NoSuchOption": "没有选项 {option}",
    "BadOptionUsage": "选项 {option} 缺少值",
    "MissingParameter": "缺少选项 {option}",
    "BadParameter": "选项 {option} 的值无效{choices}",
}
_PHRASES = {"No such command": "没有命令", "Missing command": "缺少命令"}


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of typer's private click
        """Write usage, purpose and options."""
        formatter.write_usage(ctx.command_path, "[选项]", prefix="用法：")
        formatter.write_paragraph()
        formatter.write_text(self.help or "")
        with formatter.section("选项"):
            formatter.write_dl([*map(_option_line, self.params), ("--help", "显示本说明")])


class Group(TyperGroup):
    """All commands, with a Chinese overview."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of typer's private click
        """Write usage, purpose and the list of commands."""
        formatter.write_usage(ctx.command_path, "命令 [选项]", prefix="用法：")
        formatter.write_paragraph()
        formatter.write_text(self.help or "")
        with formatter.section("命令（各命令后加 --help 看选项）"):
            commands = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
            formatter.write_dl(commands)


def _option_line(option: Any) -> tuple[str, str]:  # noqa: ANN401 - of typer's private click
    choices = "|".join(_choices(option))
    names = ", ".join([*option.opts, *option.secondary_opts])
    must = "（必填）" if option.required else ""
    return f"{names} {choices}".strip(), f"{option.help or ''}{must}"


def _choices(option: Any) -> tuple[str, ...]:  # noqa: ANN401 - of typer's private click
    return tuple(map(str, option.type_descriptor.choices or ())) if option is not None else ()


def mistake_words(error: TyperException) -> str:
    """Say in one Chinese line what is wrong with a command line.

    Parameters
    ----------
    error
        What typer raised; its own words are English.
    """
    param = getattr(error, "param", None)
    option = getattr(error, "option_name", None) or ("" if param is None else param.opts[0])
    hint = f"；可用：{'、'.join(_choices(param))}" if _choices(param) else ""
    pattern = _MISTAKES.get(type(error).__name__, "命令写法有误（{message}）")
    message = error.message.rstrip(".")
    for english, chinese in _PHRASES.items():
        message = message.replace(english, chinese)
    text = pattern.format(option=option, choices=hint, message=message)
    return f"{text}；请加 --help 查看用法"
