package dev.jlibp2p.spring.diagnostics;

import io.netty.util.Version;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Warns once where the application runs on an older Netty than this library is made for; everything works all the same. */
public final class NettyVersionCheck implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(NettyVersionCheck.class);

    private static final String FLOOR = "4.2.18.Final";

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:\\D.*)?");

    private final @Nullable String version;

    NettyVersionCheck() {
        this(Version.identify(NettyVersionCheck.class.getClassLoader()).get("netty-common"));
    }

    private NettyVersionCheck(@Nullable Version version) {
        this(version == null ? null : version.artifactVersion());
    }

    NettyVersionCheck(@Nullable String version) {
        this.version = version;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (version != null && isBelowFloor(version)) {
            log.warn(
                    "Netty {} is older than {}, which has fixes a node on the open network wants; set the Maven property"
                            + " netty.version to {}, or import libp2p-bom before Spring Boot's",
                    version, FLOOR, FLOOR);
        }
    }

    /** False for a version that cannot be read. */
    private static boolean isBelowFloor(String version) {
        Matcher actual = NUMBERS.matcher(version);
        Matcher floor = NUMBERS.matcher(FLOOR);
        return actual.matches() && floor.matches() && Arrays.compare(numbers(actual), numbers(floor)) < 0;
    }

    private static int[] numbers(Matcher version) {
        return new int[]{Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)),
            Integer.parseInt(version.group(3))};
    }
}
