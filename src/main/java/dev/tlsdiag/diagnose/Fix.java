package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

/**
 * What to change in one product.
 *
 * @param product nginx, Envoy, Cilium …
 * @param text the setting, as it stands in that product's configuration
 */
public record Fix(String product, String text) {
  public Fix {
    requireNonNull(product, "product is null");
    requireNonNull(text, "text is null");
  }
}
