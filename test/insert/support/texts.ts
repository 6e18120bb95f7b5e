/** Files as their owners write them, each with something of its own. */
export const TEXTS: Readonly<Record<string, string>> = {
  usual: `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: >
  orders

  Sample template of orders

# More info about Globals
Globals:
  Function:
    Timeout: 3

Resources:
  # takes orders
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/ # compiled
      Events:
        Get:
          Type: HttpApi
      # Tracing: Active

  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
  # the end of the resources

Outputs:
  Name:
    Value: !Ref Table
`,
  'long forms, four spaces, flush lists': `---
Transform: "AWS::Serverless-2016-10-31"
Parameters:
    Stage:
        Type: String
        AllowedValues:
        - "dev"
        - "prod"
Resources:
    Orders:
        Type: "AWS::Serverless::Function"
        Properties:
            Role:
                Fn::GetAtt:
                - Role
                - Arn
            Policies:
            - "AWSLambdaBasicExecutionRole"
...
`,
  'nothing behind the keys': `Transform: AWS::Serverless-2016-10-31
Parameters:
Conditions: # none yet
Mappings: {}
Outputs: { }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
  Queue:
    Type: AWS::SQS::Queue
`,
  'flow style': `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Timeout: 3, Layers: [] } }
Resources: {
    Orders: {
      Type: AWS::Serverless::Function, # a function
      Properties: { CodeUri: src/, Layers: [a, 'b'], Tags: {} },
    },
    Table: { Type: AWS::DynamoDB::Table }
  }
`,
  'a text in blocks at the end': `Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: |
        # no comment
        {"StartAt":\t"a"}

      Name: >-
        folded
        text
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |+
        exports.handler = () => {}

        # kept

`,
  'anchors and merge keys': `Transform: AWS::Serverless-2016-10-31
x-common: &common
  Runtime: nodejs22.x
  Environment: &environment
    Variables: { A: b }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      <<: *common
      CodeUri: src/
  Carts:
    Type: AWS::Serverless::Function
    Properties: *common
  Stock:
    Type: AWS::Serverless::Function
    Properties: &stock
      CodeUri: stock/
      Environment: *environment
  Copy:
    Type: AWS::Serverless::Function
    Properties:
      <<: *stock
`,
  'odd keys': `"Transform": AWS::Serverless-2016-10-31
'Resources':
  "Orders":
    "Type": AWS::Serverless::Function
    "Properties":   
      'CodeUri': src/   
      ? Timeout
      : 3
      Ünïcode: 'ß → ∞ 🎈'
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
  'Fn::Transform':
    Name: AWS::Include
`,
  'intrinsics on the way': `Transform: AWS::Serverless-2016-10-31
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: !If [Prod, { CodeUri: a }, { CodeUri: b }]
  Carts:
    Type: AWS::Serverless::Function
    Properties:
      Fn::If:
        - Prod
        - CodeUri: a
        - CodeUri: b
  Stock: text
  Fn::ForEach::Each:
    - Name
    - [A, B]
    - '\${Name}':
        Type: AWS::SNS::Topic
`,
  'a list at the top': `- a: 1
  b: 2

- - c
  - d
`,
  json: `{
  "Transform": "AWS::Serverless-2016-10-31",
  "Resources": {
    "Orders": {
      "Type": "AWS::Serverless::Function",
      "Properties": {
        "CodeUri": "src/",
        "Layers": ["a"]
      }
    },
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}
  },
  "Outputs": {}
}
`,
  'json with tabs': `{
\t"name": "orders",
\t"scripts": {
\t\t"build": "tsc"
\t},
\t"files": [
\t\t"dist"
\t]
}`,
  'json in one line': '{"name":"orders","scripts":{"build":"tsc"},"files":[]}',
  buildspec: `version: 0.2
env:
  variables: {}
phases:
  install:
    runtime-versions:
      nodejs: 22
  build:
    commands:
      - npm ci
      # build it
      - sam build
      # and out
      - |
        sam deploy \\
          --stack-name orders
artifacts:
  files: ['**/*']`,
  'comments alone': '# nothing yet\n',
  empty: '',
};
