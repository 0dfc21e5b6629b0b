"""What was done is said for a while, not only in the one run that follows."""

from streamlit.testing.v1 import AppTest

from ui import told


def desk():
    import streamlit as st

    from ui import told

    told.show("desk")
    if st.button("做"):
        told.tell("desk", "做好了")
        st.rerun()
    if st.button("下一件"):
        told.forget("desk")
        st.rerun()


def said(app):
    return [each.value for each in app.success]


def test_it_stands_through_the_reruns_that_follow_until_the_next_thing_begins():
    app = AppTest.from_function(desk).run()
    assert said(app) == []
    assert said(app.button[0].click().run()) == ["做好了"]
    assert said(app.run().run()) == ["做好了"]
    assert said(app.button[1].click().run()) == []


def test_it_is_said_no_more_after_a_while(monkeypatch):
    monkeypatch.setattr(told, "SHOWN_SECONDS", 0)
    app = AppTest.from_function(desk).run()
    assert said(app.button[0].click().run()) == []
