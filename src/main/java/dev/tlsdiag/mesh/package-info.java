/**
 * What the mesh was told and what it saw: text to records that keep their file and line.
 *
 * <p>May import: {@code yaml}, {@code x509}, {@code trace}, {@code tcp}, {@code wire}. To add a
 * source: one package beside {@code policy}, {@code envoy}, {@code hubble} and {@code istio}; its
 * parser takes text and a name to show, never a path, and tells what was seen as {@link
 * dev.tlsdiag.mesh.Sighting}s.
 */
package dev.tlsdiag.mesh;
