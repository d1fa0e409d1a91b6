{{- define "libp2p-node.podSpec" -}}
serviceAccountName: {{ include "libp2p-node.serviceAccountName" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with concat (.Values.imagePullSecrets | default list) ((.Values.global).imagePullSecrets | default list) }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if include "libp2p-node.isHostNetwork" . }}
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
{{- with .Values.initContainers }}
initContainers:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - {{ include "libp2p-node.container" . | nindent 4 | trim }}
  {{- with .Values.sidecars }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
volumes:
  {{- include "libp2p-node.volumes" . | nindent 2 }}
{{- include "libp2p-node.scheduling" . }}
{{- end -}}

{{- define "libp2p-node.volumes" -}}
- name: config
  configMap:
    name: {{ include "libp2p-node.fullname" . }}
- name: tmp
  emptyDir: {}
{{- if not .Values.persistence.enabled }}
- name: data
  emptyDir: {}
{{- end }}
{{- if eq .Values.identity.mode "secret" }}
- name: identity
  secret:
    secretName: {{ .Values.identity.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- if ne .Values.admin.security "none" }}
- name: admin-token
  secret:
    secretName: {{ .Values.admin.existingSecret }}
    defaultMode: 0440
    items:
      - key: token
        path: token
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "libp2p-node.scheduling" -}}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  {{- if .Values.affinity }}
  {{- toYaml .Values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "libp2p-node.selectorLabels" . | nindent 14 }}
  {{- end }}
{{- end -}}
