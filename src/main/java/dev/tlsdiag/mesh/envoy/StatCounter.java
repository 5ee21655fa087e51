package dev.tlsdiag.mesh.envoy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The counters that tell of connections and TLS, and what it means when one rises. */
public enum StatCounter {
  CX_TOTAL("upstream_cx_total", "connections"),
  CX_ACTIVE("upstream_cx_active", "connections now"),
  CX_CONNECT_FAIL("upstream_cx_connect_fail", "connects failed, TLS handshakes among them"),
  CX_CONNECT_TIMEOUT(
      "upstream_cx_connect_timeout", "connects timed out: the server is silent, in TCP or in TLS"),
  CX_CONNECT_ATTEMPTS_EXCEEDED("upstream_cx_connect_attempts_exceeded", "all tries were used up"),
  CX_OVERFLOW("upstream_cx_overflow", "no connection was made: the circuit breaker is open"),
  CX_NONE_HEALTHY("upstream_cx_none_healthy", "no connection was made: no host is healthy"),
  CX_DESTROY_REMOTE(
      "upstream_cx_destroy_remote_with_active_rq", "the server closed in the middle of a request"),
  CX_DESTROY_LOCAL(
      "upstream_cx_destroy_local_with_active_rq", "Envoy closed in the middle of a request"),
  RQ_TOTAL("upstream_rq_total", "requests"),
  RQ_5XX("upstream_rq_5xx", "answers 5xx, Envoy's own among them"),
  RQ_503("upstream_rq_503", "answers 503, Envoy's own among them"),
  RQ_PENDING_FAILURE_EJECT(
      "upstream_rq_pending_failure_eject", "requests failed because their connection did"),
  RQ_PENDING_OVERFLOW("upstream_rq_pending_overflow", "requests were turned away: queue full"),
  RQ_TIMEOUT("upstream_rq_timeout", "requests timed out"),
  RQ_PER_TRY_TIMEOUT("upstream_rq_per_try_timeout", "tries timed out"),
  RQ_RETRY("upstream_rq_retry", "retries"),
  RQ_RETRY_LIMIT_EXCEEDED("upstream_rq_retry_limit_exceeded", "requests used up their retries"),
  RQ_RX_RESET("upstream_rq_rx_reset", "the server reset streams"),
  RQ_TX_RESET("upstream_rq_tx_reset", "Envoy reset streams"),
  MEMBERSHIP_HEALTHY("membership_healthy", "hosts are healthy"),
  MEMBERSHIP_TOTAL("membership_total", "hosts"),
  UPDATE_FAILURE("update_failure", "updates failed"),
  UPDATE_REJECTED("update_rejected", "updates were not taken"),
  ORIGINAL_DST_HOST_INVALID("original_dst_host_invalid", "connections had no usable destination"),
  TLS_HANDSHAKE("ssl.handshake", "handshakes succeeded"),
  TLS_CONNECTION_ERROR(
      "ssl.connection_error",
      "handshakes failed, and not at verification: alerts, versions, resets"),
  TLS_FAIL_VERIFY_NO_CERT("ssl.fail_verify_no_cert", "peers sent no certificate that was required"),
  TLS_FAIL_VERIFY_ERROR(
      "ssl.fail_verify_error", "certificates did not verify: authority, chain or dates"),
  TLS_FAIL_VERIFY_SAN("ssl.fail_verify_san", "certificates had another name"),
  TLS_FAIL_VERIFY_CERT_HASH("ssl.fail_verify_cert_hash", "certificates had another hash"),
  TLS_NO_CERTIFICATE("ssl.no_certificate", "handshakes without a client certificate, as usual"),
  UPSTREAM_SECRETS_NOT_READY(
      "upstream_context_secrets_not_ready", "connections failed for want of a secret"),
  DOWNSTREAM_SECRETS_NOT_READY(
      "downstream_context_secrets_not_ready", "connections failed for want of a secret"),
  CX_DOWNSTREAM_TOTAL("downstream_cx_total", "connections"),
  NO_FILTER_CHAIN_MATCH(
      "no_filter_chain_match", "connections were closed: no filter chain matches"),
  DOWNSTREAM_CONNECT_TIMEOUT(
      "downstream_cx_transport_socket_connect_timeout", "clients did not finish TLS in time"),
  SNI_FOUND("sni_found", "connections with server_name"),
  SNI_NOT_FOUND("sni_not_found", "connections without server_name"),
  TLS_FOUND("tls_found", "connections with TLS"),
  TLS_NOT_FOUND("tls_not_found", "connections without TLS"),
  CLIENT_HELLO_TOO_LARGE("client_hello_too_large", "ClientHellos were too large"),
  NO_ROUTE("no_route", "requests found no route"),
  NO_CLUSTER("no_cluster", "requests found no cluster"),
  SDS_UPDATE_SUCCESS("update_success", "updates came"),
  SDS_INIT_FETCH_TIMEOUT("init_fetch_timeout", "nothing was delivered in time"),
  TLS_WRAPPER_MISSING_POLICY(
      "tls_wrapper_missing_policy", "Cilium found no policy or secret for TLS");

  private static final Map<String, StatCounter> BY_NAME = new HashMap<>();
  private static final Map<String, StatCounter> BY_PROMETHEUS = new HashMap<>();

  static {
    for (StatCounter counter : values()) {
      BY_NAME.put(counter.counterName, counter);
      BY_PROMETHEUS.put(counter.counterName.replace('.', '_'), counter);
    }
  }

  private final String counterName;
  private final String meaning;

  StatCounter(String counterName, String meaning) {
    this.counterName = counterName;
    this.meaning = meaning;
  }

  /** As Envoy names it, without what is in front: {@code ssl.fail_verify_san}. */
  public String counterName() {
    return counterName;
  }

  /** What a rise of it says, behind the number. */
  public String meaning() {
    return meaning;
  }

  static Optional<StatCounter> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Optional<StatCounter> ofPrometheus(String name) {
    return Optional.ofNullable(BY_PROMETHEUS.get(name));
  }

  /** Whether any count of it tells of a failure. */
  public boolean tellsOfFailure() {
    return switch (this) {
      case CX_CONNECT_FAIL,
          CX_CONNECT_TIMEOUT,
          CX_CONNECT_ATTEMPTS_EXCEEDED,
          CX_OVERFLOW,
          CX_NONE_HEALTHY,
          CX_DESTROY_REMOTE,
          RQ_5XX,
          RQ_503,
          RQ_PENDING_FAILURE_EJECT,
          RQ_PENDING_OVERFLOW,
          RQ_TIMEOUT,
          RQ_PER_TRY_TIMEOUT,
          RQ_RETRY_LIMIT_EXCEEDED,
          RQ_RX_RESET,
          UPDATE_REJECTED,
          ORIGINAL_DST_HOST_INVALID,
          TLS_CONNECTION_ERROR,
          TLS_FAIL_VERIFY_NO_CERT,
          TLS_FAIL_VERIFY_ERROR,
          TLS_FAIL_VERIFY_SAN,
          TLS_FAIL_VERIFY_CERT_HASH,
          UPSTREAM_SECRETS_NOT_READY,
          DOWNSTREAM_SECRETS_NOT_READY,
          NO_FILTER_CHAIN_MATCH,
          DOWNSTREAM_CONNECT_TIMEOUT,
          CLIENT_HELLO_TOO_LARGE,
          NO_ROUTE,
          NO_CLUSTER,
          SDS_INIT_FETCH_TIMEOUT,
          TLS_WRAPPER_MISSING_POLICY ->
          true;
      case CX_TOTAL,
          CX_ACTIVE,
          CX_DESTROY_LOCAL,
          RQ_TOTAL,
          RQ_RETRY,
          RQ_TX_RESET,
          MEMBERSHIP_HEALTHY,
          MEMBERSHIP_TOTAL,
          UPDATE_FAILURE,
          TLS_HANDSHAKE,
          TLS_NO_CERTIFICATE,
          CX_DOWNSTREAM_TOTAL,
          SNI_FOUND,
          SNI_NOT_FOUND,
          TLS_FOUND,
          TLS_NOT_FOUND,
          SDS_UPDATE_SUCCESS ->
          false;
    };
  }
}
