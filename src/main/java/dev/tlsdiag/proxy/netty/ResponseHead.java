package dev.tlsdiag.proxy.netty;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * A final response as the proxy passes it on.
 *
 * @param reason the reason phrase; empty where the server's version has none
 * @param headers end-to-end fields in wire order
 * @param hasBody whether bytes or trailers follow
 * @param length of the body; -1 where it is not known before its end
 */
record ResponseHead(int status, String reason, HttpHeaders headers, boolean hasBody, long length) {}
