package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExposureTest {

    private static final String WEBSOCKET_TOO = "p2p.wsPort=4002";

    @Test
    void insideTheClusterEveryPodIsFoundByNameBeforeItIsReady() {
        Manifests manifests = Chart.render("replicaCount=2");

        assertThat(manifests.headless().getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(Manifests.ports(manifests.headless())).containsExactly("p2p-tcp 4001/TCP", "p2p-quic 4001/UDP",
                "management 8081/TCP");
        assertThat(manifests.perPod()).isEmpty();
        assertThat(manifests.setting("libp2p.announce")).isEmpty();
        assertThat(manifests.setting("libp2p.listen")).as("the node's own default").isEmpty();
    }

    @Test
    void eachPodHasANodePortOfItsOwnAndTellsIt() {
        Manifests manifests = Chart.render("replicaCount=3", "p2p.exposure.type=nodePort",
                "p2p.exposure.basePort=31000");

        assertThat(manifests.perPod()).extracting(service -> service.getMetadata().getName())
                .containsExactly(Chart.RELEASE + "-0", Chart.RELEASE + "-1", Chart.RELEASE + "-2");
        assertThat(manifests.perPod()).extracting(service -> Manifests.ports(service).toString())
                .containsExactly("[p2p-tcp 4001/TCP at 31000, p2p-quic 4001/UDP at 31000]",
                        "[p2p-tcp 4001/TCP at 31001, p2p-quic 4001/UDP at 31001]",
                        "[p2p-tcp 4001/TCP at 31002, p2p-quic 4001/UDP at 31002]");
        assertThat(manifests.perPod()).allSatisfy(service -> {
            assertThat(service.getSpec().getType()).isEqualTo("NodePort");
            assertThat(service.getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
            assertThat(service.getSpec().getSelector()).containsEntry("statefulset.kubernetes.io/pod-name",
                    service.getMetadata().getName());
            assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
        });
        assertThat(manifests.setting("libp2p.announce")).contains(
                List.of("/ip4/${NODE_IP}/tcp/{ordinal+31000}", "/ip4/${NODE_IP}/udp/{ordinal+31000}/quic-v1"));
    }

    @Test
    void eachPodHasALoadBalancerOfItsOwn() {
        Manifests manifests = Chart.renderYaml(
                """
                        replicaCount: 2
                        p2p: {exposure: {type: loadBalancer, externalTrafficPolicy: Cluster, annotations: {name: "n-{ordinal}"}}}
                        announce: {addresses: ["/dns4/n-{ordinal}.example.org/tcp/4001"]}
                        """);

        assertThat(manifests.perPod()).extracting(service -> service.getSpec().getType())
                .containsExactly("LoadBalancer", "LoadBalancer");
        assertThat(manifests.perPod()).extracting(service -> service.getMetadata().getAnnotations().get("name"))
                .containsExactly("n-0", "n-1");
        assertThat(manifests.perPod()).extracting(service -> service.getSpec().getExternalTrafficPolicy())
                .containsOnly("Cluster");
        assertThat(manifests.setting("libp2p.announce")).contains(List.of("/dns4/n-{ordinal}.example.org/tcp/4001"));
        assertThat(Chart.render("p2p.exposure.type=loadBalancer").setting("libp2p.announce"))
                .as("nobody knows the address yet")
                .isEmpty();
    }

    @Test
    void thePortOfTheMachineIsThePortOfThePod() {
        Manifests manifests = Chart.render("p2p.exposure.type=hostPort", "p2p.tcpPort=4101", "p2p.quicPort=0");

        assertThat(manifests.containerPorts()).contains("p2p-tcp 4101/TCP at 4101");
        assertThat(manifests.setting("libp2p.announce")).contains(List.of("/ip4/${NODE_IP}/tcp/4101"));
        assertThat(manifests.setting("libp2p.listen")).contains(List.of("/ip4/0.0.0.0/tcp/4101"));
        assertThat(Manifests.ports(manifests.headless())).contains("p2p-tcp 4101/TCP");
        assertThat(manifests.perPod()).isEmpty();
    }

    @Test
    void onTheMachinesNetworkHealthAndAdminStayOnLoopback() {
        Manifests manifests = Chart.render("p2p.exposure.type=hostNetwork", "admin.security=token",
                "admin.existingSecret=token");

        assertThat(manifests.pod().getHostNetwork()).isTrue();
        assertThat(manifests.pod().getDnsPolicy()).isEqualTo("ClusterFirstWithHostNet");
        assertThat(manifests.setting("libp2p.announce")).contains(
                List.of("/ip4/${NODE_IP}/tcp/4001", "/ip4/${NODE_IP}/udp/4001/quic-v1"));
        assertThat(manifests.setting("server.address")).contains("127.0.0.1");
        assertThat(manifests.setting("management.server.address")).contains("127.0.0.1");
        assertThat(List.of(manifests.node().getStartupProbe(), manifests.node().getLivenessProbe(),
                manifests.node().getReadinessProbe())).extracting(probe -> probe.getHttpGet().getHost())
                .containsOnly("127.0.0.1");
    }

    @Test
    void webSocketGoesWhereTcpAndUdpGo() {
        Manifests none = Chart.render(WEBSOCKET_TOO);
        assertThat(none.setting("libp2p.listen")).contains(
                List.of("/ip4/0.0.0.0/tcp/4001", "/ip4/0.0.0.0/udp/4001/quic-v1", "/ip4/0.0.0.0/tcp/4002/ws"));
        assertThat(Manifests.ports(none.headless())).containsExactly("p2p-tcp 4001/TCP", "p2p-quic 4001/UDP",
                "p2p-ws 4002/TCP", "management 8081/TCP");
        assertThat(ingress(none).getFirst()).containsExactly("4001/TCP", "4001/UDP", "4002/TCP");

        Manifests nodePort = with("p2p.exposure.type=nodePort");
        assertThat(Manifests.ports(nodePort.perPod().getFirst())).containsExactly("p2p-tcp 4001/TCP at 30400",
                "p2p-quic 4001/UDP at 30400");
        assertThat(nodePort.setting("libp2p.announce")).contains(
                List.of("/ip4/${NODE_IP}/tcp/{ordinal+30400}", "/ip4/${NODE_IP}/udp/{ordinal+30400}/quic-v1"));

        assertThat(Manifests.ports(with("p2p.exposure.type=loadBalancer").perPod().getFirst()))
                .containsExactly("p2p-tcp 4001/TCP", "p2p-quic 4001/UDP", "p2p-ws 4002/TCP");
        assertThat(with("p2p.exposure.type=hostPort").containerPorts()).contains("p2p-quic 4001/UDP at 4001",
                "p2p-ws 4002/TCP at 4002");
    }

    @Test
    void theNetworkPolicyOpensPortsForPeersToAllAndHealthToTheCluster() {
        Manifests manifests = Chart.render();
        var policy = manifests.one(NetworkPolicy.class).getSpec();

        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(ingress(manifests)).containsExactly(List.of("4001/TCP", "4001/UDP"), List.of("8081/TCP"));
        assertThat(policy.getIngress().getFirst().getFrom()).isEmpty();
        assertThat(policy.getIngress().getLast().getFrom()).singleElement()
                .satisfies(from -> assertThat(from.getNamespaceSelector()).isNotNull());
        assertThat(policy.getEgress()).singleElement().satisfies(rule -> {
            assertThat(rule.getPorts()).isEmpty();
            assertThat(rule.getTo()).filteredOn(to -> to.getIpBlock() != null)
                    .flatExtracting(to -> to.getIpBlock().getExcept())
                    .containsExactly("169.254.169.254/32", "fd00:ec2::254/128");
        });
        assertThat(Chart.render("networkPolicy.enabled=false").find(NetworkPolicy.class)).isEmpty();
    }

    @Test
    void portsThatMeetAreRefused() {
        assertThat(Chart.refusal("management.port=8080")).contains("port of the admin interface");
        assertThat(Chart.refusal("p2p.tcpPort=8081")).contains("p2p.tcpPort is 8081").contains("management.port");
        assertThat(Chart.refusal("p2p.wsPort=4001")).contains("p2p.wsPort is 4001").contains("p2p.tcpPort");
        assertThat(Chart.refusal("p2p.exposure.type=nodePort", "p2p.exposure.basePort=65534", "replicaCount=3"))
                .contains("need ports up to 65536");
        assertThat(Chart.refusal("p2p.exposure.type=nodePort", "p2p.exposure.basePort=65534", "replicaCount=2"))
                .isEmpty();
    }

    private static Manifests with(String setting) {
        return Chart.render(WEBSOCKET_TOO, setting);
    }

    private static List<List<String>> ingress(Manifests manifests) {
        return manifests.one(NetworkPolicy.class)
                .getSpec()
                .getIngress()
                .stream()
                .map(NetworkPolicyIngressRule::getPorts)
                .map(ports -> ports.stream().map(ExposureTest::text).toList())
                .toList();
    }

    private static String text(NetworkPolicyPort port) {
        return port.getPort().getIntVal() + "/" + port.getProtocol();
    }

}
