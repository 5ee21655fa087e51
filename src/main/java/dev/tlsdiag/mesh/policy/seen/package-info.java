/**
 * What was seen of clients in captures and flow records, one connection or lookup at a time, to be
 * held against policies or made into one.
 */
package dev.tlsdiag.mesh.policy.seen;
