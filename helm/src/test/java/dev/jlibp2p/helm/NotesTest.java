package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import org.junit.jupiter.api.Test;

/** What Helm prints after an installation. */
class NotesTest {

    private static final String POD = Chart.RELEASE + "-0";

    @Test
    void theyTellHowToReadThePeerId() {
        assertThat(notes()).contains("1 libp2p node: " + POD + ", in namespace peers")
                .contains("kubectl --namespace peers port-forward pod/" + POD + " 8080:8080\n")
                .contains("  curl http://127.0.0.1:8080/api/v1/node\n")
                .contains("port 8081, /actuator/health and /actuator/prometheus")
                .contains("cannot reach these nodes: p2p.exposure.type is none")
                .contains("data-" + Chart.RELEASE + "-<n>")
                .doesNotContain("Bearer");
    }

    @Test
    void theyTellHowToShowTheToken() {
        assertThat(notes("admin.security=token", "admin.existingSecret=admin", "replicaCount=3"))
                .contains("3 libp2p nodes: " + POD + " to " + Chart.RELEASE + "-2, in")
                .contains("get secret admin -o jsonpath='{.data.token}' | base64 -d")
                .contains("  curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8080/api/v1/node\n")
                .contains("with the label " + Chart.RELEASE + "-admin=true reach it at\nhttp://" + POD + "."
                        + Chart.RELEASE + "-headless:8080.");
    }

    @Test
    void theyTellWherePeersComeIn() {
        assertThat(notes("p2p.exposure.type=nodePort")).contains("at port 30400 + n of every machine")
                .contains("that runs it");
        assertThat(notes("p2p.exposure.type=loadBalancer")).contains("load balancer of its own")
                .contains("set announce.addresses");
        assertThat(notes("p2p.exposure.type=loadBalancer", "announce.addresses[0]=/dns4/example.org/tcp/4001"))
                .doesNotContain("set announce.addresses");
        assertThat(notes("p2p.exposure.type=hostNetwork")).contains("network of their machines")
                .contains("needs no token");
    }

    private static String notes(String... settings) {
        InstallCommand command = new Helm(Chart.DIRECTORY).install()
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .withKubeVersion(Chart.OLDEST_KUBERNETES)
                .withName(Chart.RELEASE)
                .withNamespace(Chart.NAMESPACE);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            command.set(setting.substring(0, equals), setting.substring(equals + 1));
        }
        String output = command.call().getOutput();
        return output.substring(output.indexOf("NOTES:"));
    }
}
