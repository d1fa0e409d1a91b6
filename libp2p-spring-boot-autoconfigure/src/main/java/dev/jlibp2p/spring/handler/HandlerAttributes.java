package dev.jlibp2p.spring.handler;

import dev.jlibp2p.identity.ProtocolId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.unit.DataSize;

/** Resolves placeholders and expressions in the attributes of annotations, and reads them as Boot reads properties. */
final class HandlerAttributes {

    /** What a length prefix of four bytes can say. */
    private static final int LONGEST_MESSAGE = (1 << 28) - 1;

    private final ConversionService conversion = ApplicationConversionService.getSharedInstance();

    private final ConfigurableBeanFactory beans;

    private final String method;

    /** Of one annotation, on {@code method}, for messages. */
    HandlerAttributes(ConfigurableBeanFactory beans, String method) {
        this.beans = beans;
        this.method = method;
    }

    /**
     * Reads them all.
     *
     * @param usualTimeout for a timeout left out
     */
    HandlerSettings read(Libp2pStreamHandler annotation, Duration usualTimeout) {
        DataSize longest = value("maxMessageSize", annotation.maxMessageSize(), DataSize.class,
                size -> size.toBytes() > 0 && size.toBytes() <= LONGEST_MESSAGE,
                "a data size above 0 and below 256MB, such as 1MB");
        Duration timeout = annotation.timeout().isEmpty()
                ? usualTimeout
                : value("timeout", annotation.timeout(), Duration.class, duration -> !duration.isNegative(),
                        "a duration such as 10s, or 0 for no limit");
        int most = count("maxConcurrent", annotation.maxConcurrent());
        int mostPerPeer = count("maxConcurrentPerPeer", annotation.maxConcurrentPerPeer());
        return new HandlerSettings(protocols(annotation), (int) longest.toBytes(), timeout, most,
                mostPerPeer);
    }

    private int count(String attribute, String text) {
        return value(attribute, text, Integer.class, count -> count > 0, "a number above 0");
    }

    private List<ProtocolId> protocols(Libp2pStreamHandler annotation) {
        List<String> texts = new ArrayList<>();
        for (String text : annotation.protocols()) {
            switch (evaluated("protocols", text)) {
                case Collection<?> several -> several.forEach(each -> texts.add(String.valueOf(each)));
                case Object[] several -> Arrays.stream(several).map(String::valueOf).forEach(texts::add);
                case null -> texts.add("");
                case Object one -> texts.add(one.toString());
            }
        }
        if (texts.isEmpty()) {
            throw invalid("protocols", "nothing", "at least one protocol, such as /greeting/1.0.0", null);
        }
        Set<ProtocolId> protocols = new LinkedHashSet<>();
        for (String text : texts) {
            try {
                protocols.add(ProtocolId.of(text));
            } catch (IllegalArgumentException e) {
                throw invalid("protocols", text, "names of protocols, such as /greeting/1.0.0", e);
            }
        }
        return List.copyOf(protocols);
    }

    private <T> T value(String attribute, String text, Class<T> type, Predicate<T> valid,
            String expected) {
        Object evaluated = evaluated(attribute, text);
        T value;
        try {
            value = conversion.convert(evaluated, type);
        } catch (RuntimeException e) {
            throw invalid(attribute, String.valueOf(evaluated), expected, e);
        }
        if (value == null || !valid.test(value)) {
            throw invalid(attribute, String.valueOf(evaluated), expected, null);
        }
        return value;
    }

    private @Nullable Object evaluated(String attribute, String text) {
        try {
            String resolved = beans.resolveEmbeddedValue(text);
            BeanExpressionResolver expressions = beans.getBeanExpressionResolver();
            return expressions == null
                    ? resolved
                    : expressions.evaluate(resolved, new BeanExpressionContext(beans, null));
        } catch (RuntimeException e) {
            throw invalid(attribute, text, "a placeholder or expression that can be resolved", e);
        }
    }

    private InvalidStreamHandlerException invalid(String attribute, String value, String expected,
            @Nullable RuntimeException cause) {
        String reason = cause == null ? "" : ": " + cause.getMessage();
        return new InvalidStreamHandlerException(
                method + ": " + attribute + " is \"" + value + "\" (expected: " + expected + ")" + reason,
                "Correct " + attribute + " of that @Libp2pStreamHandler, or the property it refers to.");
    }
}
