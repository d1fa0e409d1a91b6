package dev.jlibp2p.spring.payload;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/** A type with its arguments, in the only form in which Spring's message converters take one. */
final class TypeHint extends MethodParameter {

    private static final Method NOBODYS = method();

    private final ResolvableType type;

    TypeHint(ResolvableType type) {
        super(NOBODYS, -1);
        this.type = type;
    }

    private TypeHint(TypeHint original) {
        super(original);
        this.type = original.type;
    }

    @Override
    public Class<?> getParameterType() {
        return type.toClass();
    }

    @Override
    public Type getGenericParameterType() {
        return type.getType();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TypeHint hint && type.equals(hint.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public TypeHint clone() {
        return new TypeHint(this);
    }

    private static Method method() {
        Method method = ReflectionUtils.findMethod(Object.class, "toString");
        if (method == null) {
            throw new IllegalStateException("every object has toString");
        }
        return method;
    }
}
