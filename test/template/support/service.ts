/** A small sound service with a gate, in SAM; tests change single lines of it. */
export const service = `Transform: AWS::Serverless-2016-10-31
Parameters:
  ReleaseId:
    Type: String
    AllowedPattern: ^[a-z0-9]{10}$
    Default: local00000
  IgnoreAlarms:
    Type: String
    Default: 'false'
Conditions:
  IgnoreAlarms: !Equals [!Ref IgnoreAlarms, 'true']
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      KeySchema:
        - AttributeName: id
          KeyType: HASH
  Bucket:
    Type: AWS::S3::Bucket
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs24.x
      Environment:
        Variables:
          TABLE: !Ref Table
      Events:
        Upload:
          Type: S3
          Properties:
            Bucket: !Ref Bucket
            Events: s3:ObjectCreated:*
      AutoPublishAlias: live
      AutoPublishCodeSha256: !Ref ReleaseId
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Role: !GetAtt CodeDeployRole.Arn
        Hooks:
          PreTraffic: !Ref PreTraffic
          PostTraffic: !Ref PostTraffic
        Alarms: !If
          - IgnoreAlarms
          - [!Ref AWS::NoValue]
          - [!Ref Errors]
  PreTraffic:
    Type: AWS::Serverless::Function
    DependsOn:
      - Table
      - AlarmTopic
    Properties:
      CodeUri: hooks/
      Handler: pre.handler
      Runtime: nodejs24.x
      LoggingConfig:
        LogGroup: !Ref PreTrafficLogs
      Environment:
        Variables:
          TARGET: !Sub '\${Fn}:live'
      Policies:
        - Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: '*'
            - Effect: Allow
              Action: dynamodb:DescribeTable
              Resource: !GetAtt Table.Arn
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        MaximumEventAgeInSeconds: 600
        DestinationConfig:
          OnFailure:
            Type: Lambda
            Destination: !GetAtt Reporter.Arn
  PreTrafficLogs:
    Type: AWS::Logs::LogGroup
  PostTraffic:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hooks/
      Handler: post.handler
      Runtime: nodejs24.x
      Policies:
        - Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: '*'
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        MaximumEventAgeInSeconds: 600
        DestinationConfig:
          OnFailure:
            Type: Lambda
            Destination: !GetAtt Reporter.Arn
  Reporter:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hooks/
      Handler: report.handler
      Runtime: nodejs24.x
      Policies:
        - Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: codedeploy:PutLifecycleEventHookExecutionStatus
              Resource: '*'
  Recorder:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hooks/
      Handler: recorder.handler
      Runtime: nodejs24.x
      ReservedConcurrentExecutions: 1
      Events:
        StackStatus:
          Type: EventBridgeRule
          Properties:
            Pattern:
              source: [aws.cloudformation]
              detail-type: [CloudFormation Stack Status Change]
              detail:
                stack-id: [!Ref AWS::StackId]
  CodeDeployRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal:
              Service: codedeploy.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: ShiftTraffic
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: lambda:InvokeFunction
                Resource:
                  - !GetAtt PreTraffic.Arn
                  - !GetAtt PostTraffic.Arn
  AlarmTopic:
    Type: AWS::SNS::Topic
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: !Ref Fn
        - Name: Resource
          Value: !Sub '\${Fn}:live'
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      AlarmActions:
        - !Ref AlarmTopic
`;

/** The service with one text replaced by another; throws if the text is not there exactly once. */
export function serviceWith(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`not exactly once: ${from}`);
    return text.replace(from, () => to);
  }, service);
}
