/**
 * What other programs wrote about connections: nginx, HAProxy, mitmproxy, Kubernetes, Cilium's
 * tools, curl and openssl. To add a program: one reader that tells {@link
 * dev.tlsdiag.mesh.Sighting}s, one kind of document in {@code pile}.
 */
package dev.tlsdiag.mesh.logs;
