/**
 * Attempts played through: the lookup, the connection, its ClientHello, its request, and what the
 * client and Hubble see of each.
 */
package dev.tlsdiag.mesh.policy.trial;
