package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Which failures of the lab are made to happen with programs that people use as well, and where:
 * what the lab imitates is not all that the rules know.
 */
class ProductsTest {
  private static final int FEWEST = 12;

  private static final List<Row> ROWS =
      """
      client-certificate-required          | nginx     | CertificateProductsTest nginxWantsAClientCertificate
      client-certificate-required          | openssl   | CertificateProductsTest opensslWantsAClientCertificate
      default-certificate-served           | openssl   | CertificateProductsTest opensslShowsAPlaceholder
      incomplete-chain                     | gnutls    | CertificateProductsTest gnutlsForgetsTheIntermediate
      legacy-renegotiation-refused         | nginx     | CertificateProductsTest nginxInsistsOnSecureRenegotiation
      untrusted-internal-ca                | mitmdump  | CertificateProductsTest mitmproxyIsNotTrusted
      untrusted-internal-ca                | sslsplit  | CertificateProductsTest sslsplitIsNotTrusted
      upstream-asks-cert-by-renegotiation  | apache2   | CertificateProductsTest apacheAsksByRenegotiation
      untrusted-internal-ca                | squid     | CompareLiveTest throughSquidThatIntercepts
      dns-proxy-fake-nxdomain              | dnsmasq   | ConnectProgramsTest answersOfDnsServers
      dns-proxy-fake-nxdomain              | unbound   | ConnectProgramsTest answersOfDnsServers
      dns-proxy-refused                    | dnsmasq   | ConnectProgramsTest answersOfDnsServers
      dns-proxy-refused                    | unbound   | ConnectProgramsTest answersOfDnsServers
      proxy-protocol-expected-missing      | haproxy   | ConnectProgramsTest mindsProxyHeaders
      proxy-protocol-expected-missing      | nginx     | ConnectProgramsTest mindsProxyHeaders
      proxy-protocol-unexpected            | haproxy   | ConnectProgramsTest mindsProxyHeaders
      proxy-protocol-unexpected            | nginx     | ConnectProgramsTest mindsProxyHeaders
      sni-case-mismatch                    | haproxy   | HelloNeighboursTest haproxyThatComparesNamesByteByByte
      clienthello-split                    | haproxy   | HelloNeighboursTest haproxyThatDecidesOnTheFirstSegment
      sni-refused-by-server                | nginx     | HelloNeighboursTest nginxThatRejectsHandshakesWithOtherNames
      sni-refused-by-server                | openssl   | HelloNeighboursTest opensslThatInsistsOnItsName
      upstream-group-or-cipher-mismatch    | openssl   | HelloNeighboursTest opensslWithOneGroup
      connect-403-port-or-policy           | squid     | RefusingProxiesTest squidForbidsPorts
      connect-407-auth                     | squid     | RefusingProxiesTest squidWantsCredentials
      connect-to-something-that-is-not-a-forward-proxy | nginx | RefusingProxiesTest nginxIsNoForwardProxy
      double-tls                           | haproxy   | UpstreamProxiesTest isDiagnosed
      double-tls                           | stunnel   | UpstreamProxiesTest isDiagnosed
      tls-version-lowered                  | haproxy   | UpstreamProxiesTest isDiagnosed
      tls-version-lowered                  | nginx     | UpstreamProxiesTest isDiagnosed
      tls-version-lowered                  | sslsplit  | UpstreamProxiesTest isDiagnosed
      tls-version-lowered                  | stunnel   | UpstreamProxiesTest isDiagnosed
      upstream-group-or-cipher-mismatch    | haproxy   | UpstreamProxiesTest isDiagnosed
      upstream-group-or-cipher-mismatch    | nginx     | UpstreamProxiesTest isDiagnosed
      upstream-sni-missing                 | haproxy   | UpstreamProxiesTest isDiagnosed
      upstream-sni-missing                 | nginx     | UpstreamProxiesTest isDiagnosed
      upstream-sni-missing                 | stunnel   | UpstreamProxiesTest isDiagnosed
      """
          .lines()
          .map(Row::parse)
          .toList();

  /**
   * One product that shows one failure.
   *
   * @param test the simple name of a class, and its method
   */
  private record Row(String finding, String product, String test) {
    static Row parse(String line) {
      String[] columns = line.split("\\|", -1);
      return new Row(columns[0].strip(), columns[1].strip(), columns[2].strip());
    }

    void check() throws IOException, ReflectiveOperationException {
      String[] names = test.split(" ", -1);
      Method[] methods =
          Class.forName(ProductsTest.class.getPackageName() + "." + names[0]).getDeclaredMethods();
      assertTrue(
          Arrays.stream(methods)
              .filter(method -> method.getName().equals(names[1]))
              .anyMatch(
                  method ->
                      method.isAnnotationPresent(Test.class)
                          || method.isAnnotationPresent(ParameterizedTest.class)),
          test + " is no test");
      String source =
          Files.readString(Path.of("src/test/java/dev/tlsdiag/cli", names[0] + ".java"));
      assertTrue(source.contains(product), test + " does not use " + product);
      assertTrue(source.contains(finding), test + " does not expect " + finding);
    }
  }

  @Test
  void eachIsTestedWhereItSays() {
    assertAll(ROWS.stream().map(row -> row::check));
  }

  @Test
  void twelveFailuresOfTheLabAndMoreAreSeenWithProducts() {
    Set<String> expected =
        Scenarios.ALL.stream()
            .map(Scenario::expects)
            .flatMap(each -> Stream.of(each.live(), each.captured()))
            .collect(Collectors.toSet());
    Set<String> seen =
        ROWS.stream().map(Row::finding).collect(Collectors.toCollection(TreeSet::new));
    long scenarios =
        Scenarios.ALL.stream()
            .map(Scenario::expects)
            .filter(each -> seen.contains(each.live()) || seen.contains(each.captured()))
            .count();
    System.out.printf(
        "PRODUCTS %d failures, of %d scenarios, in %d rows%n", seen.size(), scenarios, ROWS.size());
    ROWS.forEach(
        row -> System.out.printf("%-48s  %-8s  %s%n", row.finding(), row.product(), row.test()));
    assertEquals(Set.of(), difference(seen, expected), "no scenario is about these");
    assertTrue(seen.size() >= FEWEST, seen.toString());
  }

  @Test
  void everyProductHasItsPart() {
    Set<String> products = ROWS.stream().map(Row::product).collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "nginx",
            "haproxy",
            "squid",
            "mitmdump",
            "stunnel",
            "apache2",
            "sslsplit",
            "openssl",
            "gnutls",
            "dnsmasq",
            "unbound"),
        products);
  }

  private static Set<String> difference(Set<String> all, Set<String> less) {
    Set<String> left = new TreeSet<>(all);
    left.removeAll(less);
    return left;
  }
}
