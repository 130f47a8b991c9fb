"""Weibo 粉丝服务平台 (R§11): private messages and mentions. Read in the order signature, payloads, render, client."""
