/**
 * Flow records of Hubble, and the filters that choose among them.
 *
 * <p>To add a filter: one class, its flag spelled as Hubble spells it, and a row of the test's
 * table.
 */
package dev.tlsdiag.mesh.hubble;
