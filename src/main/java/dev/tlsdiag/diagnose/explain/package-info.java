/**
 * What a word or a message means that a user read somewhere: terms of TLS, Envoy, curl and Cilium,
 * and the messages of programs, each with the pages about what is behind it. All of it is data
 * beside these classes in the resources.
 *
 * <p>May import what {@code diagnose} may.
 */
package dev.tlsdiag.diagnose.explain;
