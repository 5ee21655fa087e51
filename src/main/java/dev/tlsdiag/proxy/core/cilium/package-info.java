/**
 * A policy of Cilium as the proxy's: which connections, requests and lookups of one pod go through,
 * and how.
 *
 * <p>To add a verdict: what becomes of it in {@link
 * dev.tlsdiag.proxy.core.cilium.CiliumConnection}, and a row in its test.
 */
package dev.tlsdiag.proxy.core.cilium;
