package dev.jlibp2p.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {

    @ParameterizedTest
    @CsvSource({"/ip4/0.0.0.0/tcp/1, UNSPECIFIED", "/ip6/::/tcp/1, UNSPECIFIED",
        "/ip6/::ffff:0.0.0.0/tcp/1, UNSPECIFIED",
        "/ip4/127.0.0.1/tcp/1, LOOPBACK", "/ip4/127.9.9.9/tcp/1, LOOPBACK", "/ip6/::1/tcp/1, LOOPBACK",
        "/ip6/::ffff:127.0.0.1/tcp/1, LOOPBACK", "/dns4/localhost/tcp/1, LOOPBACK",
        "/ip4/169.254.1.1/tcp/1, LINK_LOCAL", "/ip6/fe80::1/tcp/1, LINK_LOCAL",
        "/ip6zone/eth0/ip6/fe80::1/tcp/1, LINK_LOCAL",
        "/ip4/10.0.0.1/tcp/1, PRIVATE", "/ip4/172.16.0.1/tcp/1, PRIVATE", "/ip4/172.31.255.255/tcp/1, PRIVATE",
        "/ip4/192.168.1.1/udp/1/quic-v1, PRIVATE", "/ip4/100.64.0.1/tcp/1, PRIVATE",
        "/ip4/100.127.255.255/tcp/1, PRIVATE",
        "/ip6/fd00::1/tcp/1, PRIVATE", "/dns/node-0.svc.cluster.local/tcp/1, PRIVATE", "/dns/node/tcp/1, PRIVATE",
        "/ip4/100.128.0.1/tcp/1, PUBLIC", "/ip4/172.32.0.1/tcp/1, PUBLIC", "/ip4/8.8.8.8/tcp/1, PUBLIC",
        "/ip6/2a00:1450::1/tcp/1, PUBLIC", "/dnsaddr/bootstrap.example.org, PUBLIC",
        "/ip4/224.0.0.1/udp/1, RESERVED", "/ip4/192.0.2.1/tcp/1, RESERVED", "/ip4/198.51.100.9/tcp/1, RESERVED",
        "/ip4/203.0.113.9/tcp/1, RESERVED", "/ip4/198.18.0.1/tcp/1, RESERVED", "/ip4/198.19.255.1/tcp/1, RESERVED",
        "/ip4/198.20.0.1/tcp/1, PUBLIC", "/ip4/240.0.0.1/tcp/1, RESERVED", "/ip4/0.1.2.3/tcp/1, RESERVED",
        "/ip6/2001:db8::1/tcp/1, RESERVED", "/ip6/64:ff9b::808:808/tcp/1, RESERVED", "/ip6/ff02::1/udp/1, RESERVED",
        "/memory/1, OTHER", "/unix/tmp%2Fsocket, OTHER"})
    void theFirstComponentTellsHowFarAnAddressReaches(String address, AddressScope expected) {
        assertThat(AddressScope.of(Multiaddr.of(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"LOOPBACK, LOOPBACK, true", "LOOPBACK, PRIVATE, false", "LOOPBACK, PUBLIC, false",
        "PRIVATE, LOOPBACK, true",
        "PRIVATE, PRIVATE, true", "PRIVATE, PUBLIC, false", "PUBLIC, PUBLIC, true", "PUBLIC, LOOPBACK, true",
        "OTHER, OTHER, true", "RESERVED, PUBLIC, false", "UNSPECIFIED, LOOPBACK, false", "UNSPECIFIED, PRIVATE, false",
        "UNSPECIFIED, OTHER, false"})
    void addressesMatterOnlyToThoseWhoCanReachThem(AddressScope address, AddressScope peer, boolean expected) {
        assertThat(address.concerns(peer)).isEqualTo(expected);
    }
}
