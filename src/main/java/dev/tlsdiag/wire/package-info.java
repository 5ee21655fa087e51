/**
 * Bytes and bounds: the immutable byte value, the bounded reader, and the error that names field
 * and offset.
 *
 * <p>May import: the JDK only. Nothing here knows a protocol.
 */
package dev.tlsdiag.wire;
