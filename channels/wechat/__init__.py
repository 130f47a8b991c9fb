"""WeChat official account (R§10). Read signature, sealing, xml, reading, render, writing, client, door in order.

The only package that may import wechatpy. Of it we use what is sound: the signer, the cipher, the forms of replies and
of API calls. Ours is what it does not do: constant-time comparison, checks of padding and length, refusal of DOCTYPE,
`]]>` in replies, stable_token held once for all processes, a bound on retries.
"""
