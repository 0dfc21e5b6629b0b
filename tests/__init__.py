"""Tests of every layer; the servers, browser and clients they need stand beside them."""
