{{- define "libp2p-node.container" -}}
name: node
image: {{ include "libp2p-node.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
env:
  {{- include "libp2p-node.env" . | nindent 2 }}
ports:
  {{- $hostPort := eq .Values.p2p.exposure.type "hostPort" }}
  {{- range include "libp2p-node.ports" . | fromYamlArray }}
  - name: {{ .name }}
    containerPort: {{ .port }}
    protocol: {{ .protocol }}
    {{- if $hostPort }}
    hostPort: {{ .port }}
    {{- end }}
  {{- end }}
  - name: management
    containerPort: {{ .Values.management.port }}
    protocol: TCP
  {{- if include "libp2p-node.isAdminOpen" . }}
  - name: admin
    containerPort: 8080
    protocol: TCP
  {{- end }}
startupProbe:
  {{- include "libp2p-node.probe" (list . "liveness") | nindent 2 }}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 60
livenessProbe:
  {{- include "libp2p-node.probe" (list . "liveness") | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  {{- include "libp2p-node.probe" (list . "readiness") | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- with .Values.preStopSleepSeconds }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ . }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop:
      - ALL
volumeMounts:
  {{- include "libp2p-node.volumeMounts" . | nindent 2 }}
{{- end -}}

{{/* On the machine's network only the machine's own loopback leads to the management port. */}}
{{- define "libp2p-node.probe" -}}
httpGet:
  {{- if include "libp2p-node.isHostNetwork" (first .) }}
  host: 127.0.0.1
  {{- end }}
  path: /actuator/health/{{ last . }}
  port: management
{{- end -}}

{{- define "libp2p-node.env" -}}
{{- $own := list }}
{{- range .Values.extraEnv }}{{ $own = append $own .name }}{{ end -}}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_INDEX
  valueFrom:
    fieldRef:
      fieldPath: metadata.labels['apps.kubernetes.io/pod-index']
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: NODE_IP
  valueFrom:
    fieldRef:
      fieldPath: status.hostIP
- name: SPRING_CONFIG_ADDITIONAL_LOCATION
  value: /etc/libp2p/config/
{{- if not (has "JAVA_TOOL_OPTIONS" $own) }}
- name: JAVA_TOOL_OPTIONS
  value: {{ include "libp2p-node.javaOptions" . }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "libp2p-node.volumeMounts" -}}
- name: config
  mountPath: /etc/libp2p/config
  readOnly: true
- name: tmp
  mountPath: /tmp
- name: data
  mountPath: /var/lib/libp2p
{{- if eq .Values.identity.mode "secret" }}
- name: identity
  mountPath: /etc/libp2p/identity/identity.key
  subPathExpr: $(POD_NAME).key
  readOnly: true
{{- end }}
{{- if ne .Values.admin.security "none" }}
- name: admin-token
  mountPath: /etc/libp2p/admin
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}
