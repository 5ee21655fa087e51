/** Policies made from what was seen, with the evidence as comments. */
package dev.tlsdiag.mesh.policy.draft;
