package dev.tlsdiag.mesh.istio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.istio.IstioName.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IstioNameTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " ! ",
      nullValues = "none",
      textBlock =
          """
          outbound|8000||httpbin.foo.svc.cluster.local   ! OUTBOUND ! 8000 ! ''   ! httpbin.foo.svc.cluster.local
          outbound|443|v2|www.google.com                 ! OUTBOUND ! 443  ! v2   ! www.google.com
          outbound|80||legacy.default.svc.cluster.local; ! OUTBOUND ! 80   ! ''   ! legacy.default.svc.cluster.local
          inbound|8000||                                 ! INBOUND  ! 8000 ! ''   ! ''
          inbound|8000|http|httpbin.foo.svc.cluster.local ! INBOUND ! 8000 ! http ! httpbin.foo.svc.cluster.local
          PassthroughCluster                             ! PASSTHROUGH ! none ! '' ! ''
          BlackHoleCluster                               ! BLACK_HOLE ! none ! '' ! ''
          InboundPassthroughClusterIpv4                  ! INBOUND_PASSTHROUGH ! none ! '' ! ''
          connect_originate                              ! TUNNEL ! none ! '' ! ''
          """)
  void readsClusters(String name, Kind kind, Integer port, String subset, String host) {
    IstioName read = IstioName.ofCluster(name).orElseThrow();
    assertEquals(kind, read.kind());
    assertEquals(
        Optional.ofNullable(port),
        read.port().isPresent() ? Optional.of(read.port().getAsInt()) : Optional.empty());
    assertEquals(subset, read.subset());
    assertEquals(host, read.host());
    assertTrue(name.startsWith(read.cluster()), read.cluster());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"-", "xds-grpc", "outbound", "outbound|80|x", "outbound|x||y", "a|80||b", "||||"})
  void leavesOthersAlone(String name) {
    assertEquals(Optional.empty(), IstioName.ofCluster(name));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          outbound_.8000_._.httpbin.foo.svc.cluster.local, outbound|8000||httpbin.foo.svc.cluster.local
          outbound_.80_.v1_.a.b.svc.cluster.local, outbound|80|v1|a.b.svc.cluster.local
          """)
  void readsServerNames(String sni, String cluster) {
    IstioName read = IstioName.ofServerName(sni).orElseThrow();
    assertEquals(cluster, read.cluster());
    assertEquals(Optional.of(sni), read.serverName());
    assertEquals(Optional.of(read), IstioName.ofCluster(cluster));
  }

  @Test
  void anOrdinaryServerNameIsNoneOfIstios() {
    assertEquals(Optional.empty(), IstioName.ofServerName("outbound.example.com"));
    assertEquals(Optional.empty(), IstioName.PASSTHROUGH.serverName());
  }

  @Test
  void knowsTheProtocolsOfSidecars() {
    assertTrue(IstioName.isMeshAlpn("istio"));
    assertTrue(IstioName.isMeshAlpn("istio-h2"));
    assertFalse(IstioName.isMeshHttpAlpn("istio-peer-exchange"));
    assertFalse(IstioName.isMeshAlpn("h2"));
  }
}
