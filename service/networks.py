"""Addresses and networks as an operator writes them."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks in a list with commas. Raises ValueError for one that is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
