"""Tests of the screens: at the websocket, without a browser, and in one."""
