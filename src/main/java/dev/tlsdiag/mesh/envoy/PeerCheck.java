package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How Envoy verifies the certificate of the other side: one {@code CertificateValidationContext},
 * or two that are merged.
 *
 * @param authorities where the trusted ones come from; none where there are none
 * @param names the certificate must have one of them: {@code exact api.example.com}, {@code DNS
 *     suffix .example.com}
 * @param pins hashes of the certificate or its key, counted
 * @param acceptsUntrusted a chain that does not verify is taken all the same
 * @param allowsExpired certificates are good after their end
 */
public record PeerCheck(
    List<Material> authorities,
    List<String> names,
    int pins,
    boolean acceptsUntrusted,
    boolean allowsExpired,
    Evidence.ConfigLine at) {
  private static final List<String> PATTERNS =
      List.of("exact", "prefix", "suffix", "contains", "safe_regex", "regex");

  public PeerCheck {
    authorities = List.copyOf(authorities);
    names = List.copyOf(names);
    requireNonNull(at, "at is null");
  }

  /** Whether the certificate is verified at all, by an authority or a pin. */
  public boolean verifies() {
    return !authorities.isEmpty() && !acceptsUntrusted || pins > 0;
  }

  /** Of a {@code CommonTlsContext}. */
  static PeerCheck of(Json common) {
    Json combined = common.at("combined_validation_context");
    List<Json> contexts =
        Stream.of(
                common.at("validation_context"),
                combined.at("default_validation_context"),
                combined.at("validation_context"))
            .filter(Json::present)
            .toList();
    List<Material> authorities = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int pins = 0;
    boolean acceptsUntrusted = false;
    boolean allowsExpired = false;
    for (Json context : contexts) {
      addAuthorities(context, authorities);
      addNames(context, names);
      pins += context.texts("verify_certificate_hash").size();
      pins += context.texts("verify_certificate_spki").size();
      acceptsUntrusted |=
          context.textOrEmpty("trust_chain_verification").equals("ACCEPT_UNTRUSTED");
      allowsExpired |= context.truth("allow_expired_certificate");
    }
    Stream.of(
            common.at("validation_context_sds_secret_config"),
            combined.at("validation_context_sds_secret_config"))
        .forEach(secret -> Material.ofSecret(secret).ifPresent(authorities::add));
    Evidence.ConfigLine at = contexts.isEmpty() ? common.place() : contexts.get(0).place();
    return new PeerCheck(authorities, names, pins, acceptsUntrusted, allowsExpired, at);
  }

  private static void addAuthorities(Json context, List<Material> authorities) {
    Material.ofDataSource(context.at("trusted_ca")).ifPresent(authorities::add);
    Json system = context.at("system_root_certs");
    if (system.present()) {
      authorities.add(new Material(Material.Kind.SYSTEM, "", -1, system.place()));
    }
    Json provider = context.at("ca_certificate_provider_instance");
    if (provider.present()) {
      String name = provider.textOrEmpty("instance_name");
      authorities.add(new Material(Material.Kind.PROVIDER, name, -1, provider.place()));
    }
  }

  private static void addNames(Json context, List<String> names) {
    context
        .each("match_typed_subject_alt_names")
        .forEach(
            typed -> {
              String kind = typed.textOrEmpty("san_type");
              names.add((kind.isEmpty() ? "" : kind + " ") + matcher(typed.at("matcher")));
            });
    context.each("match_subject_alt_names").forEach(old -> names.add(matcher(old)));
    names.addAll(context.texts("verify_subject_alt_name")); // until 2020
  }

  /** A {@code StringMatcher} in words: {@code exact api.example.com}. */
  static String matcher(Json matcher) {
    for (String pattern : PATTERNS) {
      Json value = matcher.at(pattern);
      if (value.present()) {
        String text = value.isObject() ? value.textOrEmpty("regex") : value.textOrEmpty();
        return (pattern.equals("safe_regex") ? "regex" : pattern) + " " + text;
      }
    }
    return matcher.members().entrySet().stream()
        .filter(entry -> entry.getValue().isText())
        .findFirst()
        .map(entry -> entry.getKey() + " " + entry.getValue().textOrEmpty())
        .orElse("any");
  }
}
