package dev.jlibp2p.spring.property;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The value of a property cannot be used: which value, what is wrong with it, and what to do about it. */
public final class RefusedPropertyException extends InvalidConfigurationPropertyValueException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String problem;

    private final String remedy;

    /**
     * A refusal.
     *
     * @param property the whole name
     * @param value what people may see of the value; never a secret
     * @param problem what is wrong, as the end of a sentence
     * @param remedy what to change, a sentence without its full stop
     */
    public RefusedPropertyException(String property, String value, String problem, String remedy) {
        this(property, value, problem, remedy, null);
    }

    public RefusedPropertyException(String property, String value, String problem, String remedy,
            @Nullable Throwable cause) {
        super(property, value, problem + ". " + remedy, cause);
        this.problem = problem;
        this.remedy = remedy;
    }

    public String problem() {
        return problem;
    }

    public String remedy() {
        return remedy;
    }
}
