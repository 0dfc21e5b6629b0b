"""What came in before: received files, and batches with their withdrawal."""

import pandas as pd
import streamlit as st

from data import datasets, receipts
from data.receipts import CHANNELS, Explained, Receipt
from data.store import Question
from mechanisms import intake
from metrics.wording import moment_text
from ui import address, coverage_view, load, skeleton, told
from ui.reading_table import Cell, Head, Text, reading_table

SHOWN = 12
STATE_CSS = {"committed": "good", "same": "n", "refused": "bad", "": "warn"}
STATE_SIGNS = {"committed": "●", "same": "○", "refused": "■", "": "▲"}


def provenance(question: Question) -> None:
    """Say how far the stored figures reach: version, newest day of publication, source."""
    frame = load.batches(question)
    newest = frame["published_at"].max() if len(frame) else None
    assumed = bool(frame.loc[frame["published_at"] == newest, "published_assumed"].any())
    source = datasets.dataset(question.dataset).source
    skeleton.provenance(f"第{question.vintage}版", newest, [source], assumed=assumed)


def received(question: Question) -> None:
    """List the files that came in, newest first, each with what became of it."""
    found = receipts.receipts(question.dataset)
    skeleton.section("收到的文件", "无论是否入库，原件都按哈希留存；“待处理”的可以接着办")
    if not found:
        st.markdown(":gray[还没有收到文件。]")
        return
    heads = [Head("编号", "r"), Head("文件"), Head("收到时间"), Head("来自"), Head("大小", "r")]
    rows = [_receipt(each) for each in found[:SHOWN]]
    reading_table([*heads, Head("结果"), Head("说明", "w")], rows)
    if len(found) > SHOWN:
        st.markdown(f":small[:gray[只列最近{SHOWN}份，共{len(found)}份；全部见命令行 received。]]")


def _receipt(each: Receipt) -> list[Cell]:
    href = "" if each.batch else address.link("intake", receipt=str(each.id))
    state = f"{STATE_SIGNS[each.event]} {each.state}"
    outcome = each.text or (f"批次{each.batch}" if each.batch else "—")
    return [
        str(each.id),
        Text(each.file_name, href=href),
        moment_text(each.received_at),
        f"{CHANNELS[each.channel]}　{each.actor}",
        f"{each.bytes / 1024:,.0f} KB",
        Text(state, STATE_CSS[each.event]),
        outcome,
    ]


def batches(question: Question, actor: str, *, may_withdraw: bool) -> None:
    """List the batches; whoever may take files in may withdraw one, with a reason."""
    frame = load.batches(question)
    skeleton.section("批次", f"共{len(frame)}个，新近在前；撤回另记一行，较早的数据版本仍能看到")
    coverage_view.batches(frame)
    if not may_withdraw or frame.empty:
        return
    with st.expander("撤回一个批次，或看它入库时的说明"):
        _one_batch(question, frame, actor)


def _one_batch(question: Question, frame: pd.DataFrame, actor: str) -> None:
    valid = frame[frame["withdrawn_reason"].isna()]
    names = {
        int(row["sequence"]): f"{row['sequence']}　{row['title']}　{row['source']}"
        for row in valid.to_dict("records")
    }
    chosen = st.selectbox("批次", list(names), format_func=names.__getitem__, key="batch_chosen")
    if chosen is None:
        return
    _explained(receipts.explanations(question.dataset, chosen))
    reason = st.text_input(
        "撤回原因", key=f"withdraw_reason_{chosen}", placeholder="必填，例如：统计局来函更正"
    )
    if st.button("撤回这个批次", key="withdraw_batch", disabled=not reason.strip()):
        try:
            made = intake.withdraw(question, chosen, reason, actor)
        except intake.IntakeError as error:
            st.error(str(error))
            return
        told.tell("intake", f"批次{chosen}已撤回，数据版本为第{made}版。")
        st.rerun()


def _explained(texts: list[Explained]) -> None:
    if not texts:
        st.markdown(":gray[入库时没有需要说明的核实性错误。]")
        return
    heads = [Head("位置"), Head("核实性错误", "w"), Head("说明", "w"), Head("说明人")]
    reading_table(heads, [[t.place or "—", t.finding, t.text, t.actor] for t in texts])
