/**
 * Gathers evidence from a cluster and packs it, without secrets.
 *
 * <p>May import: {@code report}, {@code mesh}, {@code yaml}, {@code trace}, {@code tcp}, {@code
 * wire}. To collect one thing more: one line in {@link dev.tlsdiag.collect.CollectPlan}, and a
 * document that the pile recognises.
 */
package dev.tlsdiag.collect;
